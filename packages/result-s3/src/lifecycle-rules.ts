import { xmlText } from './s3-answer.js'

/** A rule of the bucket that deletes objects of a prefix by their age. */
export interface ExpiryRule {
  /** As its owner named it. */
  readonly id: string
  readonly days: number
}

/**
 * The rule that deletes all objects of the prefix when they are some days old: the strictest, if there are several.
 * @param xml as `GetBucketLifecycleConfiguration` answers it
 */
export function expiryRuleFor(prefix: string, xml: string): ExpiryRule | undefined {
  const rules = Array.from(xml.matchAll(/<Rule>([\s\S]*?)<\/Rule>/g), ([, body = '']) => body)
  const fitting = rules.flatMap((body) => {
    const id = xmlText({ body }, 'ID') ?? ''
    const expiration = /<Expiration>([\s\S]*?)<\/Expiration>/.exec(body)?.[1] ?? ''
    const days = Number(xmlText({ body: expiration }, 'Days') ?? NaN)
    const isOn = xmlText({ body }, 'Status') === 'Enabled'
    // Tags and sizes leave objects of ours out.
    const isPartial = /<Tag>|<ObjectSize/.test(body)
    const isOfOurs = prefix.startsWith(xmlText({ body }, 'Prefix') ?? '')
    return isOn && !isPartial && isOfOurs && days > 0 ? [{ id, days }] : []
  })
  return fitting.toSorted((one, other) => one.days - other.days)[0]
}
