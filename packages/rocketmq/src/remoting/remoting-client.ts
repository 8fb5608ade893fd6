import { ClosedError } from '../errors/errors.js'
import { guardedLogger, type TextLogger } from '../log/guarded-logger.js'
import { type Logger, silentLogger } from '../log/logger.js'
import { parseSettings } from '../settings/settings.js'
import { texts } from '../texts/texts.js'
import { signRequest } from './acl-signature.js'
import { AddressConnections } from './address-connections.js'
import type { Random } from './backoff.js'
import type {
  InvokeOptions,
  RemotingCaller,
  RemotingRequest,
  RemotingResponse,
  RequestProcessor,
} from './command.js'
import { connectFailed } from './connect-errors.js'
import type { Connection } from './connection.js'
import type { Frame } from './frame.js'
import { PendingCall, type PendingCallParts } from './pending-call.js'
import {
  type ConnectionState,
  type RemotingEvent,
  RemotingEvents,
  type RemotingListener,
} from './remoting-events.js'
import {
  remotingSchema,
  type RemotingSettings,
  type ResolvedRemotingSettings,
} from './remoting-settings.js'
import { parseServerAddress } from './server-address.js'
import { ServerRequests } from './server-requests.js'
import { Waiters } from './waiters.js'

/** Changes a request on its way out. It sees what the hooks before it made; the signature comes after all of them. */
export type RequestHook = (request: RemotingRequest, address: string) => RemotingRequest

export interface RemotingClientOptions extends RemotingSettings {
  readonly logger?: Logger
  readonly hooks?: readonly RequestHook[]
  /** Varies the waits between attempts to connect; for tests. */
  readonly random?: Random
}

/**
 * Carries calls to any number of servers, over connections that are opened when they are needed. Every call ends by
 * its timeout, and at once when its connection breaks.
 */
export class RemotingClient implements RemotingCaller {
  readonly #settings: ResolvedRemotingSettings
  readonly #logger: TextLogger
  readonly #hooks: readonly RequestHook[]
  readonly #random: Random
  readonly #waiters: Waiters
  readonly #requests: ServerRequests
  readonly #events = new RemotingEvents()
  readonly #servers = new Map<string, AddressConnections>()
  #opaque = 0
  #isClosed = false

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` */
  constructor(options: RemotingClientOptions = {}) {
    const { logger = silentLogger, hooks = [], random = Math.random, ...settings } = options
    this.#settings = parseSettings('Remoting settings', remotingSchema, settings)
    this.#logger = guardedLogger(logger)
    this.#hooks = hooks
    this.#random = random
    this.#waiters = new Waiters(this.#settings.maxPendingRequests)
    this.#requests = new ServerRequests(this.#logger)
    this.on((event) => this.#log(event))
  }

  /** Calls under way, over all servers. */
  get pendingCount(): number {
    return this.#waiters.size
  }

  /** Tells of every change of every connection. Returns the function that ends that. */
  on(listener: RemotingListener): () => void {
    return this.#events.on(listener)
  }

  /** The servers that there are or were connections to, and the states of those there are. */
  connections(): ReadonlyMap<string, readonly ConnectionState[]> {
    return new Map([...this.#servers].map(([address, server]) => [address, server.states()]))
  }

  invoke(
    address: string,
    request: RemotingRequest,
    options: InvokeOptions,
  ): Promise<RemotingResponse> {
    return new Promise((resolve, reject) => {
      this.#begin({
        address,
        request,
        limits: options,
        onResponse: resolve,
        onSent: undefined,
        onError: reject,
      })
    })
  }

  oneway(
    address: string,
    request: RemotingRequest,
    options: InvokeOptions = { timeoutMs: this.#settings.requestTimeoutMs },
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#begin({
        address,
        request,
        limits: options,
        onResponse: undefined,
        onSent: resolve,
        onError: reject,
      })
    })
  }

  onRequest(code: number, processor: RequestProcessor): () => void {
    return this.#requests.on(code, processor)
  }

  /**
   * Ends the connections to a server that is no longer wanted. Calls under way finish first; a later call opens new
   * connections.
   */
  disconnect(address: string): void {
    if (this.#servers.get(address)?.retire() === true) this.#servers.delete(address)
  }

  /**
   * Ends all connections: calls under way fail with `ROCKETMQ_CLOSED`, one-way requests that were written still leave.
   * Resolves when the sockets are gone. Idempotent.
   */
  async close(): Promise<void> {
    this.#isClosed = true
    const reason = new ClosedError('RemotingClient')
    const servers = [...this.#servers.values()]
    await Promise.all(servers.map((server) => server.close(reason)))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #begin(options: PendingCallParts): void {
    const { address, limits } = options
    if (this.#isClosed) throw new ClosedError('RemotingClient')
    this.#waiters.requireRoom(address)
    const server = this.#serverAt(address)
    const deadlineMs = this.#waiters.nowMs() + limits.timeoutMs
    const call = new PendingCall(options, deadlineMs, this.#waiters)
    this.#waiters.add(call)
    if (limits.signal?.aborted === true) call.abort()
    else server.dispatch(call)
  }

  #serverAt(address: string): AddressConnections {
    const known = this.#servers.get(address)
    if (known) return known
    const target = parseServerAddress(address)
    if (!target) throw connectFailed(address, texts.reasonBadAddress())
    const server = new AddressConnections({
      address,
      target,
      settings: this.#settings,
      waiters: this.#waiters,
      nextOpaque: this.#nextOpaque,
      prepare: this.#prepare,
      events: this.#events,
      onRequest: (connection, frame) => void this.#answer(connection, frame, address),
      random: this.#random,
    })
    this.#servers.set(address, server)
    return server
  }

  /** Wraps within int32; by the time it comes round, the calls before have long ended. */
  readonly #nextOpaque = (): number => (this.#opaque = (this.#opaque + 1) & 0x7fff_ffff)

  readonly #prepare: RequestHook = (request, address) => {
    let prepared = request
    for (const hook of this.#hooks) prepared = hook(prepared, address)
    const { acl } = this.#settings
    return acl ? signRequest(prepared, acl) : prepared
  }

  async #answer(connection: Connection, frame: Frame, address: string): Promise<void> {
    const response = await this.#requests.answer(frame, address)
    if (!response) return
    try {
      connection.respond(frame.opaque, response)
    } catch (error) {
      // An answer that does not fit into a frame: the broker waits out its time, as for any client that is gone.
      this.#logger.error(texts.logAnswerNotSent(), {
        address,
        requestCode: frame.code,
        error,
      })
    }
  }

  #log(event: RemotingEvent): void {
    const { type, address } = event
    switch (type) {
      case 'connectionState':
        if (event.error) {
          this.#logger.warn(texts.logConnectionLost(), { address, error: event.error })
        } else this.#logger.debug(texts.logConnection(), { address, state: event.state })
        return
      case 'backingOff':
        this.#logger.debug(texts.logBackingOff(), { ...event })
        return
      case 'goAway':
        this.#logger.info(texts.logGoAway(), { address })
    }
  }
}
