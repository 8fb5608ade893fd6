import type { MessageExt } from '../message/message-ext.js'
import { MAX_POP } from './popper.js'
import type { ReceiveOptions } from './receive-options.js'

/** One question for messages. */
export interface ReceiveQuestion {
  readonly maxMessages: number
  readonly invisibleMs: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Asks brokers until there are messages, or the time is over. */
interface MessageSource {
  receive(question: ReceiveQuestion): Promise<readonly MessageExt[]>
}

/**
 * One receive of a consumer: with its settings where the caller has no wish, until the caller's signal or the consumer's
 * end.
 * @throws the reason of the caller's signal, unless messages were received meanwhile
 */
export async function receiveOnce(
  source: MessageSource,
  options: ReceiveOptions,
  settings: { readonly invisibleMs: number; readonly receiveTimeoutMs: number },
  end: AbortSignal,
): Promise<readonly MessageExt[]> {
  const { signal } = options
  signal?.throwIfAborted()
  const received = await source.receive({
    maxMessages: Math.min(options.maxMessages ?? MAX_POP, MAX_POP),
    invisibleMs: options.invisibleMs ?? settings.invisibleMs,
    timeoutMs: options.timeoutMs ?? settings.receiveTimeoutMs,
    signal: signal ? AbortSignal.any([signal, end]) : end,
  })
  if (received.length === 0) signal?.throwIfAborted()
  return received
}
