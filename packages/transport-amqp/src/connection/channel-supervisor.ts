import { ConnectionError, toError, type TransportError } from '@arq/core'
import { pause, within } from '@arq/core/internal'
import type { Channel, ChannelModel } from 'amqplib'

import { channelClosed, connectionLost, isNotNow, noAnswer } from '../amqp-errors.js'
import { channelDelayMs } from './backoff.js'
import type { AmqpConnection } from './connection.js'
import { closeQuietly } from './scratch-channel.js'
import { WatchedChannel } from './watched-channel.js'

interface SupervisorParts<C extends Channel> {
  readonly connection: AmqpConnection
  /** What an error of the channel means to its users. */
  readonly toError: (thrown: unknown) => TransportError
  readonly reconnectIntervalMs: number
  readonly open: (model: ChannelModel) => Promise<C>
  /** Makes a fresh channel ready: declares, consumes. */
  readonly setUp: (channel: C) => Promise<void>
  /** A channel that was being or had been set up is gone. The next one comes by itself. */
  readonly onLost: (error: TransportError) => void
  /** Told of every loss whose reason is not the connection's. */
  readonly onChannelClosed: (error: TransportError) => void
}

/** A channel that lived this long was healthy, milliseconds: the next failure starts the back-off anew. */
const HEALTHY_AFTER_MS = 10_000

/** Longest wait of {@link ChannelSupervisor.stop}, milliseconds: a broker that does not answer must not hold it up. */
const CLOSE_LIMIT_MS = 5000

/**
 * Keeps one channel open on a connection: after the broker closes it, or the connection comes back, opens another and
 * sets it up again, with a growing wait while that fails.
 */
export class ChannelSupervisor<C extends Channel> {
  readonly #parts: SupervisorParts<C>
  readonly #stopping = new AbortController()
  #current: WatchedChannel | undefined
  #running: Promise<void> | undefined

  constructor(parts: SupervisorParts<C>) {
    this.#parts = parts
  }

  /** Resolves when the first channel is set up. Rejects, and stops, when that is refused, or not done in time. */
  async start(limitMs: number): Promise<void> {
    const first = new Promise<void>((resolve, reject) => {
      this.#running = this.#run(resolve, reject)
    })
    if (await within(first, limitMs)) return
    await this.stop()
    throw this.#parts.connection.notReached(limitMs)
  }

  /** Gives up the current channel and opens another. */
  recycle(error: TransportError): void {
    this.#current?.drop(error)
  }

  /** Closes the channel; no other follows. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const closed = closeQuietly(this.#current?.channel)
    await within(Promise.all([closed, this.#running]), CLOSE_LIMIT_MS)
  }

  async #run(onFirst: () => void, onRefused: (error: Error) => void): Promise<void> {
    const { connection, reconnectIntervalMs, onChannelClosed } = this.#parts
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
        const isEnd = isStopped(signal) || !isTransient(thrown)
        if (isEnd || (isFirst && thrown.scope !== 'connection' && !isNotNow(thrown))) {
          onRefused(toError(thrown))
          return
        }
        error = thrown
      }
      if (isStopped(signal)) return
      failures = performance.now() - startedAt > HEALTHY_AFTER_MS ? 0 : failures + 1
      if (error.scope !== 'connection') onChannelClosed(error)
      await pause(channelDelayMs(failures, reconnectIntervalMs), { signal })
    }
  }

  async #openOn(model: ChannelModel): Promise<WatchedChannel> {
    const { connection, open, setUp, onLost } = this.#parts
    let channel: C
    try {
      channel = await this.#answered(open(model))
    } catch (thrown) {
      throw this.#reasonOf(thrown, model)
    }
    const opened = new WatchedChannel({
      connection,
      model,
      channel,
      toError: this.#parts.toError,
      onLost: (error) => {
        if (this.#current === opened) this.#current = undefined
        onLost(error)
      },
    })
    this.#current = opened
    try {
      await this.#answered(setUp(channel))
    } catch (thrown) {
      opened.drop(this.#reasonOf(thrown, model))
      // The broker's own reason for closing it says more than the operation that failed by it.
      throw await opened.lost
    }
    if (connection.model !== model) opened.drop(connectionLost(undefined, connection.where))
    return opened
  }

  /** A broker that says nothing keeps no user waiting: the next channel is tried. */
  async #answered<T>(asking: Promise<T>): Promise<T> {
    const { answerLimitMs } = this.#parts.connection
    const answer = await within(asking, answerLimitMs)
    if (answer) return answer.value
    throw noAnswer(answerLimitMs)
  }

  #reasonOf(thrown: unknown, model: ChannelModel): TransportError {
    const { connection, toError: toChannelError } = this.#parts
    return connection.model === model
      ? toChannelError(thrown)
      : connectionLost(thrown, connection.where)
  }
}

/** Whether another channel may do better. Only the end of the connection itself, closed or given up, is for good. */
function isTransient(thrown: unknown): thrown is TransportError {
  const isTransportError = typeof thrown === 'object' && thrown !== null && 'scope' in thrown
  return isTransportError && !(thrown instanceof ConnectionError && thrown.scope === 'connection')
}

// The flag changes while the loop awaits, which the compiler's narrowing does not see.
const isStopped = (signal: AbortSignal): boolean => signal.aborted
