import { ConnectionError, type TransportError } from '@arq/core'
import { toError } from '@arq/core/internal'
import type { Channel, ChannelModel } from 'amqplib'

import { channelClosed, connectionLost } from '../amqp-errors.js'
import { pause, within } from '../time-limit.js'
import { channelDelayMs } from './backoff.js'
import type { AmqpConnection } from './connection.js'
import { closeQuietly } from './scratch-channel.js'

interface SupervisorOptions<C extends Channel> {
  readonly connection: AmqpConnection
  /** What an error of the channel means to its users. */
  readonly toError: (thrown: unknown) => TransportError
  readonly reconnectIntervalMs: number
  readonly open: (model: ChannelModel) => Promise<C>
  /** Makes a fresh channel ready: declares, consumes. */
  readonly setUp: (channel: C) => Promise<void>
  /** A channel that was being or had been set up is gone; the next one comes by itself. */
  readonly onLost: (error: TransportError) => void
  /** Told of every loss whose reason is not the connection's. */
  readonly onChannelClosed: (error: TransportError) => void
}

interface OpenChannel {
  readonly channel: Channel
  readonly lost: Promise<TransportError>
  /** Ends this generation from our side. */
  readonly drop: (error: TransportError) => void
}

// A channel that lived this long was healthy: the next failure starts the back-off anew.
const HEALTHY_AFTER_MS = 10_000
const CLOSE_LIMIT_MS = 5000

/**
 * Keeps one channel open on a connection: after the broker closes it, or the connection comes back, opens another and
 * sets it up again, with a growing wait while that fails.
 */
export class ChannelSupervisor<C extends Channel> {
  readonly #options: SupervisorOptions<C>
  readonly #stopping = new AbortController()
  #current: OpenChannel | undefined
  #running: Promise<void> | undefined

  constructor(options: SupervisorOptions<C>) {
    this.#options = options
  }

  /**
   * Resolves when the first channel is set up. Rejects, and stops, when that is refused, or not done in time.
   */
  async start(limitMs: number): Promise<void> {
    const first = new Promise<void>((resolve, reject) => {
      this.#running = this.#run(resolve, reject)
    })
    const isUp = await within(
      limitMs,
      first.then(() => true),
    )
    if (isUp === true) return
    await this.stop()
    throw this.#options.connection.notReached(limitMs)
  }

  /** Gives up the current channel and opens another. */
  recycle(error: TransportError): void {
    this.#current?.drop(error)
  }

  /** Closes the channel; no other follows. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const closed = closeQuietly(this.#current?.channel)
    await within(CLOSE_LIMIT_MS, Promise.all([closed, this.#running]))
  }

  async #run(onFirst: () => void, onRefused: (error: Error) => void): Promise<void> {
    const { connection, reconnectIntervalMs, onChannelClosed } = this.#options
    const { signal } = this.#stopping
    let failures = 0
    let isFirst = true
    while (!signal.aborted) {
      let error: TransportError
      const startedAt = performance.now()
      try {
        const model = await connection.whenConnected({ timeoutMs: 'forever', signal })
        const opened = await this.#openOn(model)
        if (isStopped(signal)) opened.drop(channelClosed('closed by us'))
        onFirst()
        isFirst = false
        error = await opened.lost
      } catch (thrown) {
        const isEnd = isStopped(signal) || !isPassing(thrown)
        if (isEnd || (isFirst && thrown.scope !== 'connection')) {
          onRefused(toError(thrown))
          return
        }
        error = thrown
      }
      if (isStopped(signal)) return
      failures = performance.now() - startedAt > HEALTHY_AFTER_MS ? 0 : failures + 1
      if (error.scope !== 'connection') onChannelClosed(error)
      await pause(channelDelayMs(failures, reconnectIntervalMs), signal)
    }
  }

  async #openOn(model: ChannelModel): Promise<OpenChannel> {
    const { connection, open, setUp, toError: toChannelError } = this.#options
    let channel: C
    try {
      channel = await open(model)
    } catch (thrown) {
      throw connection.model === model
        ? toChannelError(thrown)
        : connectionLost(thrown, connection.where)
    }
    const opened = this.#watch(model, channel)
    this.#current = opened
    try {
      await setUp(channel)
    } catch (thrown) {
      opened.drop(
        connection.model === model
          ? toChannelError(thrown)
          : connectionLost(thrown, connection.where),
      )
      // The broker's own reason for closing it says more than the operation that failed by it.
      throw await opened.lost
    }
    if (connection.model !== model) opened.drop(connectionLost(undefined, connection.where))
    return opened
  }

  /** Follows one channel to its end, which is told once. */
  #watch(model: ChannelModel, channel: C): OpenChannel {
    const { connection, onLost, toError: toChannelError } = this.#options
    let reason: TransportError | undefined
    let isOver = false
    let resolveLost: (error: TransportError) => void
    const lost = new Promise<TransportError>((resolve) => (resolveLost = resolve))
    const end = (): void => {
      if (isOver) return
      isOver = true
      // On a lost connection the channels hear of it first; a moment later the reason is known.
      queueMicrotask(() => {
        connection.unobserve(observer)
        const error =
          connection.model === model
            ? (reason ?? channelClosed('closed by us'))
            : (reasonOfLoss ?? reason ?? connectionLost(undefined, connection.where))
        if (this.#current?.channel === channel) this.#current = undefined
        onLost(error)
        resolveLost(error)
      })
    }
    let reasonOfLoss: TransportError | undefined
    const observer = {
      onLost: (error: TransportError): void => {
        reasonOfLoss = error
        end()
      },
    }
    connection.observe(observer)
    const drop = (error: TransportError): void => {
      reason ??= error
      void closeQuietly(channel).then(end)
    }
    channel.on('error', (error) => (reason = toChannelError(error)))
    channel.on('handler-error', (error) => drop(channelClosed(error)))
    channel.on('close', end)
    return { channel, lost, drop }
  }
}

/** Anything but the end of the connection itself, which is closed or given up. */
function isPassing(thrown: unknown): thrown is TransportError {
  const isTransportError = typeof thrown === 'object' && thrown !== null && 'scope' in thrown
  return isTransportError && !(thrown instanceof ConnectionError && thrown.scope === 'connection')
}

// The flag changes while the loop awaits, which the compiler's narrowing does not see.
const isStopped = (signal: AbortSignal): boolean => signal.aborted
