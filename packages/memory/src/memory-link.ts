import { ClosedError, type Timer, type Transport, type TransportEvent } from '@arq/core'
import { inNextTurn } from '@arq/core/internal'

import type { MemoryBroker } from './memory-broker.js'
import type { MemoryConnection } from './memory-connection.js'
import { connectionCut } from './memory-errors.js'

export interface MemoryLinkOptions {
  readonly broker: MemoryBroker
  readonly transport: Transport
  readonly emit: (event: TransportEvent) => void
  /** Every new connection starts empty: consumers have to be opened again. */
  readonly onConnected: (connection: MemoryConnection) => void
}

interface Waiter {
  readonly resolve: (connection: MemoryConnection) => void
  readonly reject: (error: ClosedError) => void
}

// As long as a timer can be: it only holds the process open, as the socket of a real connection would.
const KEEP_ALIVE_MS = 2_147_483_647

/** Keeps one transport connected to the broker while it is open: connects again after every cut. */
export class MemoryLink {
  readonly #options: MemoryLinkOptions
  #isOpen = false
  #connection: MemoryConnection | undefined
  #reconnect: Timer | undefined
  #keepAlive: NodeJS.Timeout | undefined
  #waiters: Waiter[] = []
  #underWay = 0
  #onIdle: (() => void) | undefined

  constructor(options: MemoryLinkOptions) {
    this.#options = options
  }

  get isConnected(): boolean {
    return this.#connection !== undefined
  }

  open(): void {
    this.#isOpen = true
    this.#keepAlive = setInterval(() => undefined, KEEP_ALIVE_MS)
    this.#connect()
  }

  /** Waits for what is under way, not for what waits for a connection: that rejects with `ARQ_CLOSED`. */
  async close(): Promise<void> {
    this.#isOpen = false
    this.#reconnect?.cancel()
    for (const { reject } of this.#waiters.splice(0)) reject(new ClosedError('MemoryTransport'))
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve))
    this.#onIdle = undefined
    this.#connection?.close()
    this.#connection = undefined
    this.#options.broker.detach(this.#options.transport)
    clearInterval(this.#keepAlive)
  }

  /**
   * Does something with the connection, after waiting for it if it is down.
   * @throws {@link ClosedError} `ARQ_CLOSED` when the transport is not open
   */
  async use<T>(work: (connection: MemoryConnection) => T | Promise<T>): Promise<T> {
    const connection = this.#connection ?? (await this.#whenConnected())
    if (!this.#isOpen) throw new ClosedError('MemoryTransport')
    this.#underWay += 1
    try {
      return await work(connection)
    } finally {
      this.#underWay -= 1
      if (this.#underWay === 0) this.#onIdle?.()
    }
  }

  #whenConnected(): Promise<MemoryConnection> {
    return new Promise((resolve, reject) => {
      if (this.#isOpen) this.#waiters.push({ resolve, reject })
      else reject(new ClosedError('MemoryTransport'))
    })
  }

  #connect(): void {
    const { broker, transport, emit, onConnected } = this.#options
    const connection = broker.attach(transport, (downMs) => this.#onCut(downMs))
    this.#connection = connection
    onConnected(connection)
    for (const { resolve } of this.#waiters.splice(0)) resolve(connection)
    emit({ type: 'connected' })
  }

  #onCut(downMs: number): void {
    this.#connection = undefined
    this.#options.emit({ type: 'disconnected', error: connectionCut() })
    if (!this.#isOpen) return
    let isCancelled = false
    const connect = (): void => {
      if (this.#isOpen && !isCancelled) this.#connect()
    }
    if (downMs > 0) {
      this.#reconnect = this.#options.broker.clock.setTimer(downMs, connect)
      return
    }
    inNextTurn(connect)
    this.#reconnect = { cancel: () => (isCancelled = true) }
  }
}
