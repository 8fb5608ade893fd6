import {
  ClosedError,
  ConnectionError,
  type ConnectOptions,
  systemClock,
  type TransportError,
} from '@arq/core'
import { abortError, within } from '@arq/core/internal'
import type { AmqpConnectionManagerClass } from 'amqp-connection-manager'
import type { ChannelModel } from 'amqplib'

import { connectionLost, toConnectionError } from '../amqp-errors.js'
import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import { texts } from '../texts.js'
import { reconnectDelayMs } from './backoff.js'
import { breakOff, breakOffSoon } from './break-off.js'
import type { ConnectionHealth } from './connection-health.js'
import { LONGEST_ATTEMPT_MS, managerFor, versionOf } from './manager.js'
import { isRefusedOpening, reasonOfRefusal } from './opening-refused.js'

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

const CLOSE_LIMIT_MS = 5000

/** Longest wait for the answer of a broker that is asked whether it is there, milliseconds. */
const LONGEST_PROBE_MS = 10_000

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
  #isProbing = false
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
    health.onGivenUp((toError) => this.#abandon(toError))
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

  /** How long an answer of the broker is waited for. */
  get answerLimitMs(): number {
    return this.#settings.connectionTimeoutMs
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
    if (signal?.aborted === true) return Promise.reject(abortError(signal))
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        this.#waiters.delete(waiter)
        timer?.cancel()
        signal?.removeEventListener('abort', onAbort)
        act()
      }
      const waiter: Waiter = {
        resolve: (model) => settle(() => resolve(model)),
        reject: (error) => settle(() => reject(error)),
      }
      const onAbort = (): void => {
        if (signal) waiter.reject(abortError(signal))
      }
      const timer =
        timeoutMs === 'forever'
          ? undefined
          : systemClock.setTimer(timeoutMs, () => waiter.reject(this.notReached(timeoutMs)))
      this.#waiters.add(waiter)
      signal?.addEventListener('abort', onAbort)
    })
  }

  /**
   * Asks the broker whether it is still there, and breaks the connection off when nothing comes back: then another one is
   * opened, as after any loss. For what is half open, or frozen, before heartbeats or without them.
   */
  async probe(): Promise<void> {
    if (this.#isProbing) return
    this.#isProbing = true
    await this.breakOffIfSilent(LONGEST_PROBE_MS)
    this.#isProbing = false
  }

  /** The same, also while somebody else asks. @returns whether it was broken off */
  async breakOffIfSilent(longestMs: number): Promise<boolean> {
    const model = this.#model
    if (!model) return false
    const limitMs = Math.min(this.answerLimitMs, longestMs)
    // A refusal is an answer.
    const answered = await within(
      isAnswered(model).catch(() => true),
      limitMs,
    )
    if (answered || this.#model !== model) return false
    breakOff(model, new Error(`no answer within ${String(limitMs / 1000)} s`))
    return true
  }

  /**
   * Ends it for good. Idempotent.
   * @param how `silently`: without a word to the broker, which does not answer
   */
  async close(how?: 'silently'): Promise<void> {
    const manager = this.#manager
    this.#finish(() => new ClosedError('AmqpTransport'))
    if (!manager) return
    if (this.#model && how === 'silently') breakOff(this.#model)
    const isAsked = this.#model !== undefined && how !== 'silently'
    this.#manager = undefined
    this.#model = undefined
    // The close of a connection that is gone rejects.
    const closed = manager.close().catch(() => undefined)
    // An attempt to connect cannot be called off. The manager closes what comes of it, and nobody waits for that.
    if (!isAsked) return
    // A broker that does not answer must not hold up the shutdown.
    await within(closed, CLOSE_LIMIT_MS)
  }

  #start(): void {
    if (this.#end) return
    const manager = managerFor(this.#settings, this.#role)
    this.#manager = manager
    manager.on('connect', () => this.#onConnect(manager))
    manager.on('connectFailed', ({ err, url }: { readonly err: Error; readonly url?: unknown }) =>
      this.#onConnectFailed(manager, err, url),
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

  #onConnectFailed(manager: AmqpConnectionManagerClass, thrown: Error, href: unknown): void {
    if (this.#end) return
    this.#failures += 1
    const failures = this.#failures
    const { urls, reconnectIntervalMs, tls } = this.#settings
    const delayMs = reconnectDelayMs({
      failures,
      urls: urls.length,
      intervalMs: reconnectIntervalMs,
    })
    // The manager reads it when this event has been handled.
    manager.reconnectTimeInSeconds = delayMs / 1000
    const url = urls.find((each) => each.href === href)
    if (!url || !isRefusedOpening(thrown)) {
      this.#judgeFailure(thrown, { failures, delayMs })
      return
    }
    const limitMs = Math.min(this.answerLimitMs, LONGEST_ATTEMPT_MS)
    void reasonOfRefusal(url, { tls, limitMs }).then((reason) => {
      if (!this.#end && !this.#model) this.#judgeFailure(reason, { failures, delayMs })
    })
  }

  /** Whether there is to be another attempt. */
  #judgeFailure(
    thrown: Error,
    { failures, delayMs }: { readonly failures: number; readonly delayMs: number },
  ): void {
    const error = toConnectionError(thrown, this.where)
    this.#lastError = error
    const { maxReconnectAttempts } = this.#settings
    // Credentials do not become right by waiting; after a first success they may (a restarting or moving broker).
    const isHopeless = error.code === 'ARQ_CONNECTION_AUTH' && !this.#wasConnected
    // A connection that is opened after another one was there has the same limit: the broker is the same.
    const isLast =
      this.#health.wasConnected && maxReconnectAttempts > 0 && failures >= maxReconnectAttempts
    this.#health.attemptFailed(error, isHopeless || isLast ? Infinity : delayMs)
    if (isHopeless) this.#abandon(() => toConnectionError(thrown, this.where))
    else if (isLast) this.#health.gaveUp(() => this.#gaveUp(error, failures))
  }

  #onDisconnect(manager: AmqpConnectionManagerClass, thrown: Error | undefined): void {
    if (this.#model) breakOffSoon(this.#model)
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
    if (!autoReconnect) this.#health.gaveUp(() => this.#notReconnecting(error))
  }

  /** No further attempts; whoever waits, now or later, is told why. */
  #abandon(toError: () => Error): void {
    this.#finish(toError)
    void this.#manager?.close().catch(() => undefined)
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
    return this.#refused(texts.notReached({ where: this.where, seconds: timeoutMs / 1000, reason }))
  }

  #gaveUp(error: TransportError, attempts: number): ConnectionError {
    const reason = reasonOf(error)
    return this.#refused(texts.gaveUp({ where: this.where, attempts, reason }))
  }

  #notReconnecting(error: TransportError): ConnectionError {
    const reason = reasonOf(error)
    return this.#refused(texts.notReconnecting({ where: this.where, reason }))
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

/** The smallest question that a broker answers on a connection. */
async function isAnswered(model: ChannelModel): Promise<boolean> {
  const channel = await model.createChannel()
  channel.on('error', () => undefined)
  await channel.close()
  return true
}

/** The broker's or Node's own words. */
const reasonOf = ({ details, message }: TransportError): string =>
  typeof details['reason'] === 'string' ? details['reason'] : message
