import type { MessageExt } from '../message/message-ext.js'
import type { PollOptions } from './pull-consumer-options.js'

/** Who is polled. */
interface Polled {
  readonly isRunning: boolean
  poll(options: PollOptions): Promise<readonly MessageExt[]>
}

/** Messages one by one, as long as the consumer runs and the signal, if any, has not aborted. */
export async function* eachMessage(
  consumer: Polled,
  signal: AbortSignal | undefined,
): AsyncGenerator<MessageExt, void, undefined> {
  while (consumer.isRunning && !isAborted(signal)) {
    let messages: readonly MessageExt[]
    try {
      // One at a time: with autoCommit those before it are consumed, those after it are not.
      messages = await consumer.poll({ maxMessages: 1, signal })
    } catch (error) {
      if (isAborted(signal)) return
      throw error
    }
    yield* messages
  }
}

// A function: the compiler takes a signal for one that never changes.
const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true
