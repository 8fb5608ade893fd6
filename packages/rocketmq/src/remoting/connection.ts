import type { Socket } from 'node:net'

import { isRocketMQError, type RocketMQError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'
import { CallTable } from './call-table.js'
import type { RemotingRequest, RemotingResponse } from './command.js'
import { connectTimeout, reasonOf, toConnectError } from './connect-errors.js'
import { FLAG_ONEWAY, FLAG_RESPONSE, type Frame, isResponse } from './frame.js'
import { FrameReader } from './frame-reader.js'
import { connectionLost, type EndedConnection, toLoss, toUnreadable } from './loss-errors.js'
import { openSocket } from './open-socket.js'
import { Outbox } from './outbox.js'
import type { CallHolder, PendingCall } from './pending-call.js'
import type { ConnectionState } from './remoting-events.js'
import type { ResolvedRemotingSettings } from './remoting-settings.js'
import type { ServerAddress } from './server-address.js'
import type { Waiters } from './waiters.js'

/** A server that shuts down; it wants its clients to come back on a new connection. */
const GO_AWAY = 1500

/** How long a closing socket may take to get its last bytes out. */
const CLOSE_GRACE_MS = 1000

export interface ConnectionParts {
  readonly address: string
  readonly target: ServerAddress
  readonly settings: ResolvedRemotingSettings
  readonly waiters: Waiters
  /** Correlation ids, unique over all connections. */
  readonly nextOpaque: () => number
  /** The request as it is to be sent: signed, for example. */
  readonly prepare: (request: RemotingRequest, address: string) => RemotingRequest
  readonly listener: ConnectionListener
}

interface ConnectionListener {
  onState(connection: Connection, state: ConnectionState, error?: RocketMQError): void
  /** The server has said something that makes sense. */
  onFirstFrame(connection: Connection): void
  /** The server asks something of us. */
  onRequest(connection: Connection, frame: Frame): void
  /** The server is shutting down and has not done this call. Returns whether the call is sent elsewhere. */
  onGoAway(connection: Connection, call: PendingCall): boolean
}

/** One socket, used once: connects, carries calls both ways, ends. All calls on it end with it. */
export class Connection implements CallHolder {
  readonly #parts: ConnectionParts
  readonly #reader: FrameReader
  readonly #outbox: Outbox
  readonly #calls = new CallTable()
  #socket: Socket | undefined
  #state: ConnectionState = 'disconnected'
  #isOurDoing = false
  #connectTimer: NodeJS.Timeout | undefined
  #closeTimer: NodeJS.Timeout | undefined
  /** What tells a foreign protocol by; nothing once a frame has come. */
  #firstBytes: Buffer | undefined
  #hasReceivedFrame = false
  #lastReceivedMs = 0
  /** Why it ends, once that is known: the first reason is the true one. */
  #failure: RocketMQError | undefined
  #onEnded: () => void = () => undefined
  /** Resolves when the socket is gone. */
  readonly ended = new Promise<void>((resolve) => (this.#onEnded = resolve))

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    this.#outbox = new Outbox(parts.settings)
    this.#reader = new FrameReader({
      maxFrameBytes: parts.settings.maxFrameBytes,
      onFrame: (frame) => this.#onFrame(frame),
    })
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Whether the server has ever said something that it can be known by. */
  get hasReceivedFrame(): boolean {
    return this.#hasReceivedFrame
  }

  connect(): void {
    const { target, settings, address } = this.#parts
    const { tls, connectTimeoutMs } = settings
    this.#setState('connecting')
    this.#connectTimer = setTimeout(
      () => this.#destroy(connectTimeout(address, connectTimeoutMs)),
      connectTimeoutMs,
    )
    const { socket, readyEvent } = openSocket(target, settings)
    this.#socket = socket
    socket.once(readyEvent, () => this.#onConnected())
    socket.on('data', (chunk: Buffer) => this.#onData(chunk))
    // Nothing more will come, so nothing more may be sent: what waits for an answer fails with the close.
    socket.on('end', () => this.#stopTaking())
    this.#outbox.attach(socket)
    socket.on('error', (error) => {
      this.#failure ??=
        this.#state === 'connecting'
          ? toConnectError(address, error, tls !== false)
          : toLoss(this.#ended(), error)
    })
    socket.on('close', () => this.#onClose())
  }

  /** Takes a call; its frame leaves at the end of this turn, together with the others. */
  send(call: PendingCall): void {
    const { prepare, address, nextOpaque } = this.#parts
    const opaque = nextOpaque()
    try {
      const request = prepare(call.request, address)
      const flag = call.isOneway ? FLAG_ONEWAY : 0
      this.#outbox.add({ code: request.code, opaque, flag, remark: undefined }, request)
    } catch (error) {
      call.fail(this.#unsendable(error))
      return
    }
    call.opaque = opaque
    call.heldBy(this, 'sent')
    if (call.isOneway) this.#outbox.hold(call)
    else this.#calls.add(call)
  }

  /** Answers a request of the server; silently nothing when the connection has gone meanwhile. */
  respond(opaque: number, response: RemotingResponse): void {
    if (this.#socket?.writable !== true) return
    const { code, remark } = response
    this.#outbox.add({ code, opaque, flag: FLAG_RESPONSE, remark }, response)
  }

  release(call: PendingCall): void {
    this.#calls.remove(call)
    if (this.#state === 'closing' && this.#calls.size === 0) this.#end()
  }

  onTimeout(): void {
    if (this.#state !== 'connected') return
    const silentMs = Math.round(this.#parts.waiters.nowMs() - this.#lastReceivedMs)
    if (silentMs < this.#parts.settings.maxSilenceMs) return
    this.#destroy(connectionLost(this.#parts.address, texts.reasonSilent({ silentMs })))
  }

  /** Takes no more calls and ends when those under way have; at once when there are none. */
  retire(): void {
    this.#isOurDoing = true
    if (this.#state !== 'connected') return
    this.#setState('closing')
    if (this.#calls.size === 0) this.#end()
  }

  /** Ends now: what is written still leaves, what waits fails with `reason`. */
  close(reason: RocketMQError): void {
    if (this.#state === 'closed') return
    this.#isOurDoing = true
    this.#failure ??= reason
    if (this.#state === 'disconnected') this.#onClose()
    else if (this.#state === 'connecting') this.#socket?.destroy()
    else {
      this.#outbox.flush()
      this.#stopTaking()
      this.#failCalls(reason)
      this.#end()
    }
  }

  #stopTaking(): void {
    if (this.#state === 'connected') this.#setState('closing')
  }

  #onConnected(): void {
    clearTimeout(this.#connectTimer)
    this.#lastReceivedMs = this.#parts.waiters.nowMs()
    this.#setState('connected')
  }

  #onData(chunk: Buffer): void {
    if (this.#failure) return
    this.#lastReceivedMs = this.#parts.waiters.nowMs()
    if (!this.#hasReceivedFrame) this.#firstBytes ??= chunk
    try {
      this.#reader.push(chunk)
    } catch (error) {
      this.#destroy(toUnreadable(this.#ended(), error))
    }
  }

  #onFrame(frame: Frame): void {
    if (!this.#hasReceivedFrame) {
      this.#hasReceivedFrame = true
      this.#firstBytes = undefined
      this.#outbox.serverVersion = frame.version
      this.#parts.listener.onFirstFrame(this)
    }
    if (!isResponse(frame)) {
      this.#parts.listener.onRequest(this, frame)
      return
    }
    const call = this.#calls.get(frame.opaque)
    // An answer that nobody waits for any more came after its call's deadline.
    if (!call) return
    const isMoved =
      frame.code === GO_AWAY && !call.isResent && this.#parts.listener.onGoAway(this, call)
    if (!isMoved) call.respond(frame)
  }

  #destroy(reason: RocketMQError): void {
    this.#failure ??= reason
    this.#socket?.destroy()
  }

  /** Writes what is left, then ends the socket, whatever the other side does. */
  #end(): void {
    this.#outbox.flush()
    this.#socket?.destroySoon()
    this.#closeTimer ??= setTimeout(() => this.#socket?.destroy(), CLOSE_GRACE_MS)
  }

  #onClose(): void {
    clearTimeout(this.#connectTimer)
    clearTimeout(this.#closeTimer)
    const error = this.#failure ?? toLoss(this.#ended())
    this.#setState('closed', this.#isOurDoing ? undefined : error)
    this.#failCalls(error)
    this.#onEnded()
  }

  #failCalls(error: RocketMQError): void {
    const calls = [...this.#calls.takeAll(), ...this.#outbox.takeHeld()]
    for (const call of calls) call.fail(error)
  }

  #ended(): EndedConnection {
    return {
      address: this.#parts.address,
      hasReceivedFrame: this.#hasReceivedFrame,
      firstBytes: this.#firstBytes,
      callCount: this.#calls.size + this.#outbox.heldCount,
    }
  }

  #unsendable(error: unknown): RocketMQError {
    if (isRocketMQError(error)) return error
    return connectionLost(this.#parts.address, reasonOf(error), error)
  }

  #setState(state: ConnectionState, error?: RocketMQError): void {
    this.#state = state
    this.#parts.listener.onState(this, state, error)
  }
}
