import { ClosedError } from '../errors/errors.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { MessageExt } from '../message/message-ext.js'
import { texts } from '../texts/texts.js'
import type { ConsumeContext, MessageListener } from './listener.js'
import { type ListenerOutcome, outcomeOf, outcomeOfError } from './listener-outcome.js'
import type { Subscriber } from './subscriber.js'

/**
 * Hands messages to their subscriber and reads its answer. A message whose body cannot be read is not handed over: it
 * comes again, perhaps to a member that has the codec. Never rejects.
 */
export async function callListener(
  subscriber: Subscriber | undefined,
  messages: readonly MessageExt[],
  context: ConsumeContext,
  logger: TextLogger,
): Promise<ListenerOutcome> {
  const unreadable = messages.find(isUnreadable)
  if (unreadable) return outcomeOfError(unreadable.bodyError)
  if (subscriber === undefined) {
    return outcomeOfError(new ClosedError(texts.theSubscription({ topic: context.topic })))
  }
  let outcome: ListenerOutcome
  try {
    outcome = outcomeOf(await answerOf(subscriber, messages, context), messages.length)
  } catch (error) {
    outcome = outcomeOfError(error)
  }
  if (subscriber.kind === 'single') {
    tell(subscriber.listener, messages, outcome, context, logger)
  }
  return outcome
}

const isUnreadable = ({ bodyError }: MessageExt): boolean => bodyError !== undefined

function answerOf(
  subscriber: Subscriber,
  messages: readonly MessageExt[],
  context: ConsumeContext,
): unknown {
  if (subscriber.kind === 'batch') return subscriber.consume(messages, context)
  const [message] = messages
  return message === undefined ? undefined : subscriber.listener.consume(message, context)
}

/** Tells a listener how its message went, where it wants to know. */
function tell(
  listener: MessageListener,
  [message]: readonly MessageExt[],
  outcome: ListenerOutcome,
  context: ConsumeContext,
  logger: TextLogger,
): void {
  if (message === undefined) return
  try {
    if (outcome.kind === 'exception') listener.onException?.(message, outcome.error, context)
    else if (outcome.kind === 'success') listener.onSuccess?.(message, context)
  } catch (error) {
    logger.error(texts.logListenerFailedLate(), { msgId: message.msgId, error })
  }
}
