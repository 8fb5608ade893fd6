import { javaHashCode } from './java-hash.js'
import type { JsonFields } from './json-fields.js'

/** What of a topic a group wants, in the words of the protocol. */
export interface SubscriptionData {
  readonly classFilterMode: boolean
  readonly topic: string
  /** `*`, tags joined by ` || `, or SQL. */
  readonly subString: string
  readonly tagsSet: readonly string[]
  /** Java hash of each tag: brokers filter by it. */
  readonly codeSet: readonly number[]
  /** Milliseconds; must grow whenever the subscription changes. */
  readonly subVersion: number
  readonly expressionType: 'TAG' | 'SQL92'
}

/** How a subscription chooses messages. */
export interface SubscriptionExpression {
  readonly topic: string
  /** @defaultValue `TAG` */
  readonly type?: 'TAG' | 'SQL92'
  /** Tags joined by `||`, or SQL. Empty or `*` takes all. */
  readonly expression: string
  /** Milliseconds; must be higher than that of the subscription it replaces. */
  readonly version: number
}

/**
 * Brings a subscription into the form brokers want: tags split, trimmed, once each, and their hashes.
 *
 * Source: apache/rocketmq `remoting/.../protocol/filter/FilterAPI.java`.
 */
export function subscriptionData(from: SubscriptionExpression): SubscriptionData {
  const { topic, type = 'TAG', expression, version } = from
  const base = { classFilterMode: false, topic, subVersion: version, expressionType: type }
  if (type === 'SQL92') return { ...base, subString: expression, tagsSet: [], codeSet: [] }
  const tags = parseTags(expression)
  return {
    ...base,
    subString: tags.length === 0 ? '*' : expression,
    tagsSet: tags,
    codeSet: [...new Set(tags.map(javaHashCode))],
  }
}

/** The tags of an expression, each once; none for one that takes all. */
export function parseTags(expression: string): readonly string[] {
  if (expression.trim() === '*') return []
  const tags = expression.split('||').map((tag) => tag.trim())
  return [...new Set(tags.filter((tag) => tag !== ''))]
}

/** A subscription as bodies have it. */
export function readSubscriptionData(fields: JsonFields): SubscriptionData {
  return {
    classFilterMode: fields.optionalBoolean('classFilterMode') ?? false,
    topic: fields.text('topic'),
    subString: fields.optionalText('subString') ?? '*',
    tagsSet: fields.texts('tagsSet'),
    codeSet: fields.integers('codeSet'),
    subVersion: fields.optionalInteger('subVersion') ?? 0,
    expressionType: fields.optionalText('expressionType') === 'SQL92' ? 'SQL92' : 'TAG',
  }
}
