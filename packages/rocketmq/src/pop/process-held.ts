import type { MessageExt } from '../message/message-ext.js'
import type { ProcessContext, ProcessOptions } from './receive-options.js'
import type { Settlement } from './settlement.js'

/**
 * Hands a message to `work`, keeps it hidden as long as that runs, and acknowledges it when it ends well.
 * @throws what `work` throws; what the acknowledgement throws
 */
export async function processHeld<R>(
  settlement: Settlement,
  message: MessageExt,
  work: (message: MessageExt, context: ProcessContext) => Promise<R>,
  { retryMs }: ProcessOptions,
): Promise<R> {
  const hold = settlement.hold(message)
  let result: R
  try {
    result = await work(message, { signal: hold.signal })
  } catch (error) {
    await hold.end()
    if (retryMs !== undefined) await settlement.tryChangeInvisible(message, retryMs)
    throw error
  }
  await hold.end()
  await settlement.ack(message)
  return result
}
