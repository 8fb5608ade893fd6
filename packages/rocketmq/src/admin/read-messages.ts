import { pause } from '../flow/pause.js'
import type { MessageExt } from '../message/message-ext.js'
import { type CallOptions, signalOf } from './call-options.js'
import type { MessageReader, ReadableQueue, ReadFrom } from './message-reader.js'

export interface ReadOptions extends CallOptions {
  /** @defaultValue `earliest` */
  readonly from?: ReadFrom | undefined
  /** Messages stored at this time or later are not read. Default: those are read that are there now. */
  readonly toTimestampMs?: number | undefined
  /** @defaultValue `Infinity` */
  readonly maxMessages?: number | undefined
}

/** What is there of a topic, in the order of the brokers' clocks; of one queue in the order of its offsets. */
export async function* readMessages(
  reader: MessageReader,
  topic: string,
  { from = 'earliest', toTimestampMs, maxMessages = Infinity, ...rest }: ReadOptions,
): AsyncGenerator<MessageExt, void, undefined> {
  const options = signalOf(rest)
  const queues = await reader.queues(topic, options)
  const streams = await Promise.all(
    queues.map(async (queue) => {
      const begin = await reader.offsetOf(queue, from, options)
      const end = await reader.offsetOf(queue, 'latest', options)
      const messages = reader.range(queue, { from: begin, to: end }, options)
      return storedBetween(messages, earliestOf(from), toTimestampMs)
    }),
  )
  const heads = await Promise.all(streams.map((stream) => stream.next()))
  for (let count = 0; count < maxMessages; count += 1) {
    const at = indexOfOldest(heads)
    const stream = streams[at]
    const head = heads[at]
    if (!stream || head?.done !== false) return
    yield head.value
    heads[at] = await stream.next()
  }
}

/** Brokers of 4.9 may find the message before a time. */
const earliestOf = (from: ReadFrom): number =>
  typeof from === 'object' && 'timestampMs' in from ? from.timestampMs : 0

/** Messages of one queue by the broker's clock; they are stored in the order of their offsets. */
async function* storedBetween(
  messages: AsyncIterable<MessageExt>,
  from: number,
  to = Infinity,
): AsyncGenerator<MessageExt, void, undefined> {
  for await (const message of messages) {
    if (message.storeTimestamp >= to) return
    if (message.storeTimestamp >= from) yield message
  }
}

/** The queue whose next message was stored first; −1 when all are at their end. */
function indexOfOldest(heads: readonly IteratorResult<MessageExt, void>[]): number {
  let oldest = -1
  let storedAt = Infinity
  heads.forEach((head, at) => {
    if (head.done === true || head.value.storeTimestamp >= storedAt) return
    oldest = at
    storedAt = head.value.storeTimestamp
  })
  return oldest
}

export interface FollowOptions extends CallOptions {
  /** @defaultValue `latest` */
  readonly from?: ReadFrom | undefined
  /** Told of each pull that failed, and is repeated: a broker that is away is waited for. */
  readonly onRetry?: ((error: unknown) => void) | undefined
}

/** How long a broker holds a pull that finds nothing. Source: apache/rocketmq `DefaultMQPushConsumerImpl.java`. */
const WAIT_MS = 15_000
/** Wait after a pull that failed. */
const RETRY_MS = 1000

/**
 * What comes to a topic, until the signal ends it. Queues are pulled at once, each again when its messages are taken: no
 * more than one answer of each queue is in memory.
 */
export async function* followMessages(
  reader: MessageReader,
  topic: string,
  { from = 'latest', onRetry, signal }: FollowOptions,
): AsyncGenerator<MessageExt, void, undefined> {
  const end = new AbortController()
  const ended = signal ? AbortSignal.any([signal, end.signal]) : end.signal
  const options = { signal: ended }
  try {
    const queues = await reader.queues(topic, options)
    const running = new Map<number, Promise<Pulled>>()
    const positions = await Promise.all(
      queues.map((queue) => reader.offsetOf(queue, from, options)),
    )
    const pullAt = (index: number): void => {
      const queue = queues[index]
      const offset = positions[index]
      if (!queue || offset === undefined) return
      running.set(index, pullOnce(reader, { queue, offset, index }, { signal: ended, onRetry }))
    }
    queues.forEach((_, index) => pullAt(index))
    for (;;) {
      const { index, messages, next } = await Promise.race(running.values())
      yield* messages.filter(({ storeTimestamp }) => storeTimestamp >= earliestOf(from))
      positions[index] = next
      pullAt(index)
    }
  } catch (error) {
    // The caller ended it; a generator that is left early ends its own.
    if (signal?.aborted !== true) throw error
  } finally {
    end.abort()
  }
}

interface Pulled {
  readonly index: number
  readonly messages: readonly MessageExt[]
  readonly next: bigint
}

async function pullOnce(
  reader: MessageReader,
  at: { readonly queue: ReadableQueue; readonly offset: bigint; readonly index: number },
  { signal, onRetry }: { readonly signal: AbortSignal; readonly onRetry: FollowOptions['onRetry'] },
): Promise<Pulled> {
  for (;;) {
    try {
      const result = await reader.pull(at.queue, at.offset, WAIT_MS, { signal })
      const { messages, nextBeginOffset: next } = result
      return { index: at.index, messages, next }
    } catch (error) {
      if (signal.aborted || !reader.isPassing(error)) throw error
      onRetry?.(error)
      await pause(RETRY_MS, signal)
      signal.throwIfAborted()
    }
  }
}
