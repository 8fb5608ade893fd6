import { ClosedError, ConnectionError, type ConnectOptions, type TransportError } from '@arq/core'
import { AmqpConnectionManagerClass, type ConnectionUrl } from 'amqp-connection-manager'
import { type ChannelModel, credentials } from 'amqplib'

import { connectionLost, toConnectionError } from '../amqp-errors.js'
import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import { messages } from '../messages.js'
import { within } from '../time-limit.js'
import type { BrokerUrl } from './amqp-url.js'
import { reconnectDelayMs } from './backoff.js'
import type { ConnectionHealth } from './connection-health.js'

/** What users of a connection hear of it. */
export interface ConnectionObserver {
  onConnected?(): void
  /** All channels are gone with it. */
  onLost?(error: TransportError): void
  /** The broker has raised an alarm and reads no more from this connection. */
  onBlocked?(reason: string): void
  onUnblocked?(): void
  /** It will not come back: given up, or closed. A new error for each that is told. */
  onEnded?(toError: () => Error): void
}

interface Waiter {
  readonly resolve: (model: ChannelModel) => void
  readonly reject: (error: Error) => void
}

// An attempt against a host that swallows packets must end before the next URL's turn.
const LONGEST_ATTEMPT_MS = 10_000
const CLOSE_LIMIT_MS = 5000

/**
 * One connection that is kept up: amqp-connection-manager opens it, tries its URLs in turn and opens it again after
 * a loss. Channels are not the manager's business here: it does not rebuild one that the broker closes.
 */
export class AmqpConnection {
  readonly #settings: ResolvedAmqpSettings
  readonly #role: string
  readonly #health: ConnectionHealth
  readonly #waiters = new Set<Waiter>()
  readonly #observers = new Set<ConnectionObserver>()
  #manager: AmqpConnectionManagerClass | undefined
  #model: ChannelModel | undefined
  #brokerVersion: string | undefined
  #failures = 0
  #wasConnected = false
  #lastError: TransportError | undefined
  #end: (() => Error) | undefined

  constructor(
    settings: ResolvedAmqpSettings,
    role: 'publish' | 'consume',
    health: ConnectionHealth,
  ) {
    this.#settings = settings
    this.#role = role
    this.#health = health
  }

  /** The open connection; `undefined` while there is none. */
  get model(): ChannelModel | undefined {
    return this.#model
  }

  /** As the broker said it last, for example `3.10.8`; `undefined` before the first connection. */
  get brokerVersion(): string | undefined {
    return this.#brokerVersion
  }

  /** Where to, without secrets. */
  get where(): string {
    return this.#settings.urls.map(({ description }) => description).join(', ')
  }

  observe(observer: ConnectionObserver): void {
    this.#observers.add(observer)
  }

  unobserve(observer: ConnectionObserver): void {
    this.#observers.delete(observer)
  }

  /** Opens it for the first time; when that fails it is closed again. */
  async open(options: ConnectOptions = {}): Promise<void> {
    this.#start()
    try {
      await this.whenConnected(options)
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** The open connection, as soon as there is one. Default time limit: `connectionTimeout`. */
  whenConnected(options: ConnectOptions = {}): Promise<ChannelModel> {
    const { timeoutMs = this.#settings.connectionTimeoutMs, signal } = options
    if (this.#model) return Promise.resolve(this.#model)
    if (this.#end) return Promise.reject(this.#end())
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        this.#waiters.delete(waiter)
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        act()
      }
      const waiter: Waiter = {
        resolve: (model) => settle(() => resolve(model)),
        reject: (error) => settle(() => reject(error)),
      }
      // The caller's own reason, as every API that takes a signal rejects with it.
      const onAbort = (): void => waiter.reject(signal?.reason as Error)
      const timer =
        timeoutMs === 'forever'
          ? undefined
          : setTimeout(() => waiter.reject(this.notReached(timeoutMs)), timeoutMs)
      this.#waiters.add(waiter)
      signal?.addEventListener('abort', onAbort)
      if (signal?.aborted === true) onAbort()
    })
  }

  /** Ends it for good. Idempotent. */
  async close(): Promise<void> {
    const manager = this.#manager
    this.#finish(() => new ClosedError('AmqpTransport'))
    if (!manager) return
    this.#manager = undefined
    this.#model = undefined
    // A broker that does not answer must not hold up the shutdown. The close of a connection that is gone rejects.
    await within(
      CLOSE_LIMIT_MS,
      manager.close().catch(() => undefined),
    )
  }

  #start(): void {
    const { heartbeatSeconds, connectionTimeoutMs, connectionName, tls } = this.#settings
    const shared = {
      // Frames of one turn leave in one write, so that waiting for more would only cost time.
      noDelay: true,
      timeout: Math.min(connectionTimeoutMs, LONGEST_ATTEMPT_MS),
      clientProperties: { connection_name: `${connectionName} ${this.#role}` },
      ...tls,
    }
    const manager = new AmqpConnectionManagerClass(
      this.#settings.urls.map((url) => toManagerUrl(url, shared)),
      { heartbeatIntervalInSeconds: heartbeatSeconds },
    )
    this.#manager = manager
    manager.on('connect', () => this.#onConnect(manager))
    manager.on('connectFailed', ({ err }: { readonly err: Error }) =>
      this.#onConnectFailed(manager, err),
    )
    manager.on('disconnect', ({ err }: { readonly err: Error | undefined }) =>
      this.#onDisconnect(manager, err),
    )
    manager.on('blocked', ({ reason }: { readonly reason: string }) => {
      this.#health.blocked(reason)
      for (const observer of this.#observers) observer.onBlocked?.(reason)
    })
    manager.on('unblocked', () => {
      this.#health.unblocked()
      for (const observer of this.#observers) observer.onUnblocked?.()
    })
    // It rejects on a wrong password only, which `connectFailed` tells as well.
    manager.connect().catch(() => undefined)
  }

  #onConnect(manager: AmqpConnectionManagerClass): void {
    const model = manager.connection
    if (this.#end || !model) return
    const isFirst = !this.#wasConnected && this.#role === 'publish'
    this.#model = model
    this.#brokerVersion = versionOf(model)
    this.#wasConnected = true
    this.#failures = 0
    this.#health.connected(this.#role, isFirst)
    for (const waiter of [...this.#waiters]) waiter.resolve(model)
    for (const observer of [...this.#observers]) observer.onConnected?.()
  }

  #onConnectFailed(manager: AmqpConnectionManagerClass, thrown: Error): void {
    if (this.#end) return
    const error = toConnectionError(thrown, this.where)
    this.#lastError = error
    this.#failures += 1
    const { urls, reconnectIntervalMs, maxReconnectAttempts } = this.#settings
    // Credentials do not become right by waiting; after a first success they may (a restarting or moving broker).
    const isHopeless = error.code === 'ARQ_CONNECTION_AUTH' && !this.#wasConnected
    const isLast =
      this.#wasConnected && maxReconnectAttempts > 0 && this.#failures >= maxReconnectAttempts
    const failures = this.#failures
    const delayMs = reconnectDelayMs({
      failures,
      urls: urls.length,
      intervalMs: reconnectIntervalMs,
    })
    this.#health.attemptFailed(error, isHopeless || isLast ? Infinity : delayMs)
    // The manager reads it when this event has been handled.
    manager.reconnectTimeInSeconds = delayMs / 1000
    if (isHopeless) this.#abandon(manager, () => toConnectionError(thrown, this.where))
    else if (isLast) this.#abandon(manager, () => this.#gaveUp(error, failures))
  }

  #onDisconnect(manager: AmqpConnectionManagerClass, thrown: Error | undefined): void {
    if (this.#end) return
    this.#model = undefined
    this.#failures = 0
    const error = connectionLost(thrown, this.where)
    this.#lastError = error
    const { urls, reconnectIntervalMs, autoReconnect } = this.#settings
    const delayMs = reconnectDelayMs({
      failures: 0,
      urls: urls.length,
      intervalMs: reconnectIntervalMs,
    })
    manager.reconnectTimeInSeconds = delayMs / 1000
    this.#health.lost(this.#role, error)
    for (const observer of [...this.#observers]) observer.onLost?.(error)
    if (!autoReconnect) this.#abandon(manager, () => this.#notReconnecting(error))
  }

  /** No further attempts; whoever waits, now or later, is told why. */
  #abandon(manager: AmqpConnectionManagerClass, toError: () => Error): void {
    this.#finish(toError)
    void manager.close().catch(() => undefined)
  }

  #finish(toError: () => Error): void {
    if (this.#manager) this.#manager.reconnectTimeInSeconds = 0.001
    if (this.#end) return
    this.#end = toError
    for (const waiter of [...this.#waiters]) waiter.reject(toError())
    for (const observer of [...this.#observers]) observer.onEnded?.(toError)
  }

  /** Why nothing came of waiting for it. */
  notReached(timeoutMs: number): ConnectionError {
    const reason = this.#lastError ? reasonOf(this.#lastError) : 'no answer'
    return this.#refused(
      messages.notReached({ where: this.where, seconds: timeoutMs / 1000, reason }),
    )
  }

  #gaveUp(error: TransportError, attempts: number): ConnectionError {
    const reason = reasonOf(error)
    return this.#refused(messages.gaveUp({ where: this.where, attempts, reason }))
  }

  #notReconnecting(error: TransportError): ConnectionError {
    const reason = reasonOf(error)
    return this.#refused(messages.notReconnecting({ where: this.where, reason }))
  }

  #refused(text: ConnectionError['text']): ConnectionError {
    const details = { url: this.where, reason: this.#lastError?.details['reason'] }
    const cause = this.#lastError
    return new ConnectionError({
      code: 'ARQ_CONNECTION_REFUSED',
      text,
      details,
      scope: 'connection',
      cause,
    })
  }
}

/** The broker's or Node's own words. */
const reasonOf = ({ details, message }: TransportError): string =>
  typeof details['reason'] === 'string' ? details['reason'] : message

/** amqplib would decode an escaped user or password as Latin-1; ours is UTF-8, as the URI specification says. */
function toManagerUrl(url: BrokerUrl, shared: object): ConnectionUrl {
  const { href, username, password } = url
  const isAnonymous = username === '' && password === ''
  const login = isAnonymous ? {} : { credentials: credentials.plain(username, password) }
  return { url: href, connectionOptions: { ...shared, ...login } }
}

function versionOf({ connection }: ChannelModel): string | undefined {
  // Proxies and other brokers of the protocol may leave it out.
  const { version }: { readonly version?: unknown } = connection.serverProperties
  return typeof version === 'string' ? version : undefined
}
