import type { RocketMQError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'
import { type Random, reconnectDelayMs } from './backoff.js'
import { backingOff, connectFailed } from './connect-errors.js'
import { Connection, type ConnectionParts } from './connection.js'
import type { Frame } from './frame.js'
import type { CallHolder, PendingCall } from './pending-call.js'
import type { ConnectionState, RemotingEvents } from './remoting-events.js'

export interface AddressConnectionsParts extends Omit<ConnectionParts, 'listener'> {
  readonly events: RemotingEvents
  readonly onRequest: (connection: Connection, frame: Frame) => void
  readonly random: Random
}

/** A server that is shutting down is left at most this often; in between, callers get its answer. */
const GO_AWAY_INTERVAL_MS = 10_000

/** A place for one connection, and the calls that wait for it. */
class Slot implements CallHolder {
  connection: Connection | undefined
  readonly waiting = new Set<PendingCall>()
  reconnectTimer: NodeJS.Timeout | undefined
  /** When a connection of it was last left because the server is shutting down. */
  leftAtMs = -Infinity

  release(call: PendingCall): void {
    this.waiting.delete(call)
  }

  onTimeout(): void {
    // There is no connection whose silence could mean anything.
  }
}

/**
 * The connections to one server. They are opened when a call needs them, and again after a loss; an address that
 * failed is left alone for a while.
 */
export class AddressConnections {
  readonly #parts: AddressConnectionsParts
  readonly #slots: readonly [Slot, ...Slot[]]
  /** Connections that take no more calls and finish those they have. */
  readonly #retiring = new Set<Connection>()
  #nextSlot = 0
  #failures = 0
  #retryAtMs = 0
  #lastFailure: RocketMQError | undefined

  constructor(parts: AddressConnectionsParts) {
    this.#parts = parts
    const others = parts.settings.connectionsPerServer - 1
    this.#slots = [new Slot(), ...Array.from({ length: others }, () => new Slot())]
  }

  /** The states of its connections, of those that are about to end too. */
  states(): readonly ConnectionState[] {
    return this.#connections().map(({ state }) => state)
  }

  /** Sends the call, now or as soon as there is a connection. */
  dispatch(call: PendingCall): void {
    const slot = this.#pickSlot()
    if (slot.connection?.state === 'connected') {
      slot.connection.send(call)
      return
    }
    slot.waiting.add(call)
    call.heldBy(slot, 'waiting')
    if (!slot.connection && !slot.reconnectTimer) this.#connectWhenAllowed(slot)
    else if (slot.reconnectTimer) this.#failIfTooLate(call)
  }

  /** Ends all connections as soon as their calls are done. Returns false, and does nothing, while calls wait for one. */
  retire(): boolean {
    if (this.#slots.some(({ waiting }) => waiting.size > 0)) return false
    for (const { connection } of this.#slots) connection?.retire()
    return true
  }

  /** Ends all connections; calls under way fail with `reason`. Resolves when the sockets are gone. */
  async close(reason: RocketMQError): Promise<void> {
    for (const slot of this.#slots) {
      clearTimeout(slot.reconnectTimer)
      slot.reconnectTimer = undefined
      for (const call of [...slot.waiting]) call.fail(reason)
    }
    const connections = this.#connections()
    for (const connection of connections) connection.close(reason)
    await Promise.all(connections.map(({ ended }) => ended))
  }

  #pickSlot(): Slot {
    const slot = this.#slots[this.#nextSlot] ?? this.#slots[0]
    this.#nextSlot = (this.#nextSlot + 1) % this.#slots.length
    return slot
  }

  #connectWhenAllowed(slot: Slot): void {
    const { maxAttempts } = this.#parts.settings.reconnect
    if (this.#failures >= maxAttempts) {
      for (const call of [...slot.waiting]) call.fail(this.#gaveUp())
      return
    }
    const waitMs = Math.ceil(this.#retryAtMs - this.#parts.waiters.nowMs())
    if (waitMs <= 0) {
      this.#connect(slot)
      return
    }
    for (const call of [...slot.waiting]) this.#failIfTooLate(call)
    if (slot.waiting.size === 0) return
    slot.reconnectTimer = setTimeout(() => {
      slot.reconnectTimer = undefined
      // Only calls make it reconnect: they may all have been aborted meanwhile.
      if (slot.waiting.size > 0) this.#connectWhenAllowed(slot)
    }, waitMs)
  }

  /** Better an error now than one after a wait that cannot help. */
  #failIfTooLate(call: PendingCall): void {
    if (call.deadlineMs > this.#retryAtMs) return
    const retryInMs = Math.ceil(this.#retryAtMs - this.#parts.waiters.nowMs())
    const reason = this.#lastFailure?.text ?? texts.reasonClosedByServer()
    call.fail(backingOff(this.#parts.address, reason, retryInMs))
  }

  #gaveUp(): RocketMQError {
    const reason = this.#lastFailure?.text ?? texts.reasonClosedByServer()
    const attempts = this.#failures
    return connectFailed(this.#parts.address, texts.reasonGaveUp({ attempts, reason }))
  }

  #connect(slot: Slot): void {
    const connection: Connection = new Connection({
      ...this.#parts,
      listener: {
        onState: (_, state, error) => this.#onState(slot, connection, state, error),
        onFirstFrame: () => {
          this.#failures = 0
        },
        onRequest: this.#parts.onRequest,
        onGoAway: (_, call) => this.#onGoAway(slot, connection, call),
      },
    })
    slot.connection = connection
    connection.connect()
  }

  #onState(
    slot: Slot,
    connection: Connection,
    state: ConnectionState,
    error: RocketMQError | undefined,
  ): void {
    if (state === 'connected') this.#sendWaiting(slot, connection)
    if (state === 'closing') this.#vacate(slot, connection)
    if (state === 'closed') this.#onClosed(slot, connection, error)
    const { address, events } = this.#parts
    events.emit({ type: 'connectionState', address, state, ...(error ? { error } : {}) })
  }

  #sendWaiting(slot: Slot, connection: Connection): void {
    const calls = [...slot.waiting]
    slot.waiting.clear()
    for (const call of calls) connection.send(call)
  }

  #onClosed(slot: Slot, connection: Connection, error: RocketMQError | undefined): void {
    // One that served its purpose and was then lost is opened again at once; one that never answered is not.
    if (error && !connection.hasReceivedFrame) this.#onFailure(error)
    this.#retiring.delete(connection)
    if (slot.connection !== connection) return
    slot.connection = undefined
    for (const call of [...slot.waiting]) {
      if (error) call.fail(error)
    }
  }

  /** It takes no more calls: the next one opens another connection. */
  #vacate(slot: Slot, connection: Connection): void {
    if (slot.connection === connection) slot.connection = undefined
    this.#retiring.add(connection)
  }

  #onFailure(error: RocketMQError): void {
    const { address, events, settings, waiters, random } = this.#parts
    this.#failures += 1
    this.#lastFailure = error
    const retryInMs = reconnectDelayMs(this.#failures, settings.reconnect, random)
    this.#retryAtMs = waiters.nowMs() + retryInMs
    events.emit({ type: 'backingOff', address, failures: this.#failures, retryInMs })
  }

  #onGoAway(slot: Slot, connection: Connection, call: PendingCall): boolean {
    if (slot.connection === connection && !this.#leave(slot, connection)) return false
    call.takeBack()
    this.dispatch(call)
    connection.retire()
    return true
  }

  /** Makes room for a new connection, unless the one before was left a moment ago. */
  #leave(slot: Slot, connection: Connection): boolean {
    const { address, events, waiters } = this.#parts
    const nowMs = waiters.nowMs()
    // The new server does not listen yet, and the old one still does: every call would open a connection.
    if (nowMs - slot.leftAtMs < GO_AWAY_INTERVAL_MS) return false
    slot.leftAtMs = nowMs
    this.#vacate(slot, connection)
    events.emit({ type: 'goAway', address })
    return true
  }

  #connections(): readonly Connection[] {
    const current = this.#slots.flatMap(({ connection }) => connection ?? [])
    return [...current, ...this.#retiring]
  }
}
