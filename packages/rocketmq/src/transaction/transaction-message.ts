import { InvalidMessage } from '../errors/errors.js'
import { createMessage, type Message, type MessageInput } from '../message/message.js'
import { PROPERTY } from '../protocol/property-names.js'
import type { SettingProblem } from '../texts/setting-problem.js'
import { texts } from '../texts/texts.js'

/** What a message of a transaction may have beside those of a message. */
export interface CheckImmunity {
  /**
   * How long the broker waits before it first asks about this message, in whole seconds from its sending; at least 1.
   * For local transactions that take longer than the broker's own time (`transactionTimeOut`, 6 s unless set
   * otherwise); newer brokers never wait less than that. Brokers that find a commit or a rollback later than this
   * ignore it, and ask.
   *
   * Source: apache/rocketmq `TransactionalMessageUtil.java` (`getImmunityTime`), `EndTransactionProcessor.java`.
   */
  readonly checkImmunitySeconds?: number | undefined
}

/** A message to be sent in a transaction. */
export type TransactionMessage = Message & CheckImmunity

/** What {@link createTransactionMessage} takes: a message without a delay, which half messages cannot have. */
export type TransactionMessageInput = CheckImmunity &
  Omit<MessageInput, 'delayLevel' | 'delayMs' | 'deliverAtMs'>

/**
 * Makes a message for `sendMessageInTransaction`. Set `uniqueId` to choose the transaction id yourself.
 *
 * @throws {@link InvalidMessage} `ROCKETMQ_MESSAGE_INVALID` when it has a delay after all, or a wrong
 * `checkImmunitySeconds`
 * @example
 * ```ts
 * createTransactionMessage({ topic: 'orders', body: JSON.stringify(order), keys: order.id })
 * ```
 */
export function createTransactionMessage(input: TransactionMessageInput): TransactionMessage {
  const { checkImmunitySeconds } = input
  const message = { ...createMessage(input), checkImmunitySeconds }
  checkTransactionMessage(message)
  return message
}

/**
 * What a half message has among RocketMQ's own properties, beside those that make it one.
 * @throws {@link InvalidMessage} `ROCKETMQ_MESSAGE_INVALID` for a wrong `checkImmunitySeconds`
 */
export function transactionProperties(
  message: TransactionMessage,
): Readonly<Record<string, string>> | undefined {
  const { topic, checkImmunitySeconds } = message
  const issues = immunityIssues(checkImmunitySeconds)
  if (issues.length > 0) throw new InvalidMessage(topic, issues)
  if (checkImmunitySeconds === undefined) return undefined
  return { [PROPERTY.CHECK_IMMUNITY_TIME_IN_SECONDS]: `${checkImmunitySeconds}` }
}

/** JavaScript callers, and those that spread a message, may set anything. */
function checkTransactionMessage(message: TransactionMessage): void {
  const { delayLevel, delayMs, deliverAtMs, checkImmunitySeconds } = message
  const issues = Object.entries({ delayLevel, delayMs, deliverAtMs }).flatMap(
    ([path, value]): readonly SettingProblem[] =>
      value === undefined ? [] : [{ path, text: texts.delayInTransaction({ value }) }],
  )
  issues.push(...immunityIssues(checkImmunitySeconds))
  if (issues.length > 0) throw new InvalidMessage(message.topic, issues)
}

function immunityIssues(seconds: number | undefined): readonly SettingProblem[] {
  if (seconds === undefined || (Number.isSafeInteger(seconds) && seconds >= 1)) return []
  return [{ path: 'checkImmunitySeconds', text: texts.mustBeSecondsFrom1({ value: seconds }) }]
}
