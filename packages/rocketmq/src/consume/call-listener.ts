import type { Logger } from '../logger.js'
import type { MessageExt } from '../message/message-ext.js'
import type { ConsumeBatch, ConsumeContext, MessageListener } from './listener.js'
import { type ListenerOutcome, outcomeOf, outcomeOfError } from './listener-outcome.js'
import type { Subscriber } from './subscriber.js'

/**
 * Hands messages to their subscriber and reads its answer. A message whose body cannot be read is not handed over: it
 * comes again, perhaps to a member that has the codec. Never rejects.
 */
export function callListener(
  subscriber: Subscriber | undefined,
  messages: readonly MessageExt[],
  context: ConsumeContext,
  logger: Logger,
): Promise<ListenerOutcome> {
  const unreadable = messages.find(({ bodyError }) => bodyError !== undefined)
  if (unreadable) return Promise.resolve(outcomeOfError(unreadable.bodyError))
  if (subscriber === undefined) {
    const error = new Error(`Nobody subscribes to topic ${context.topic} any more`)
    return Promise.resolve(outcomeOfError(error))
  }
  return subscriber.kind === 'single'
    ? callSingle(subscriber.listener, messages, context, logger)
    : callBatch(subscriber.consume, messages, context)
}

async function callBatch(
  consume: ConsumeBatch,
  messages: readonly MessageExt[],
  context: ConsumeContext,
): Promise<ListenerOutcome> {
  try {
    return outcomeOf(await consume(messages, context), messages.length)
  } catch (error) {
    return outcomeOfError(error)
  }
}

async function callSingle(
  listener: MessageListener,
  [message]: readonly MessageExt[],
  context: ConsumeContext,
  logger: Logger,
): Promise<ListenerOutcome> {
  if (message === undefined) return outcomeOf(undefined, 0)
  const tell = (call: () => void): void => {
    try {
      call()
    } catch (error) {
      logger.error('a listener failed after its message', { msgId: message.msgId, error })
    }
  }
  let outcome: ListenerOutcome
  try {
    outcome = outcomeOf(await listener.consume(message, context), 1)
  } catch (error) {
    tell(() => listener.onException?.(message, error, context))
    return outcomeOfError(error)
  }
  if (outcome.kind === 'success' && listener.onSuccess) {
    tell(() => listener.onSuccess?.(message, context))
  }
  return outcome
}
