import { ConfigurationError } from '../errors/settings-errors.js'
import { deadLetterQueueNameRule, queueNameRule } from '../rules/queue-name.js'
import type { Rule } from '../rules/rule.js'
import { shownValue } from '../rules/shown-value.js'
import { nameText } from '../rules/text-rules.js'
import type { Text } from '../texts/text.js'
import { portTexts } from './port-texts.js'
import type { ConsumeOptions, OutgoingMessage } from './transport.js'

/** The name of any queue at a broker is a short string of AMQP. */
const anyNameRule = nameText(255)

const RULES: Readonly<Record<OutgoingMessage['kind'], Rule<string>>> = {
  job: queueNameRule,
  deadLetter: deadLetterQueueNameRule,
  // The address is another process's.
  reply: anyNameRule,
  system: anyNameRule,
}

/**
 * For implementations of `Transport`: refuses the name of a queue that brokers choke on or that is not the caller's to
 * use, before anything is sent.
 * @param kind of the message; absent: the queue is only looked at
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming the rule
 */
export function checkQueueName(name: string, kind?: OutgoingMessage['kind']): void {
  refuse('queueName', (kind === undefined ? anyNameRule : RULES[kind])(name))
}

/** The largest prefetch of AMQP, in two bytes; 0 means "no limit" there. */
const LARGEST_PREFETCH = 65_535

/**
 * For implementations of `Transport`: refuses what `consume` cannot do. A consumer of jobs may also consume dead letters.
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming the rule
 */
export function checkConsume(name: string, { kind, prefetch }: ConsumeOptions): void {
  checkQueueName(name, kind === 'system' || kind === 'foreign' ? 'system' : 'deadLetter')
  if (Number.isInteger(prefetch) && prefetch >= 1 && prefetch <= LARGEST_PREFETCH) return
  const value = shownValue(prefetch)
  refuse('prefetch', portTexts.prefetchOutOfRange({ value, most: LARGEST_PREFETCH }))
}

function refuse(path: string, text: Text | undefined): void {
  if (!text) return
  throw new ConfigurationError('queue', [{ path, text }])
}
