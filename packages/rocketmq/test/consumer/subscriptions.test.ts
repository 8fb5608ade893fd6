import { describe, expect, it } from '@jest/globals'

import { Subscriptions } from '../../src/consumer/subscriptions.js'

const SUBSCRIBER = { kind: 'single', listener: { consume: () => undefined } } as const

const setup = (namespace?: string) =>
  new Subscriptions(namespace === undefined ? 'G' : `${namespace}%G`, namespace, true)

describe('subscriptions', () => {
  it('have the retry topic among their topics, but not in their status', () => {
    const subscriptions = setup()
    subscriptions.add('T', SUBSCRIBER, { tags: ['a', 'b'] })
    expect(subscriptions.topics()).toEqual(['T', '%RETRY%G'])
    expect(subscriptions.data()).toMatchObject([
      { topic: 'T', subString: 'a || b', tagsSet: ['a', 'b'], expressionType: 'TAG' },
      { topic: '%RETRY%G', subString: '*' },
    ])
    expect(subscriptions.status()).toMatchObject([
      { topic: 'T', expression: 'a || b', batchSize: 1 },
    ])
  })

  it('are named with the namespace at brokers, and without it by users', () => {
    const subscriptions = setup('ns')
    subscriptions.add('T', SUBSCRIBER, { sql: 'a > 1' })
    expect(subscriptions.topics()).toEqual(['ns%T', '%RETRY%ns%G'])
    expect(subscriptions.status()).toMatchObject([{ topic: 'T', expressionType: 'SQL92' }])
    expect(subscriptions.subscriberOf('T')).toBe(SUBSCRIBER)
  })

  it('get a higher version with every change, also within a millisecond', () => {
    const subscriptions = setup()
    const versions = [0, 1, 2].map(() => {
      subscriptions.add('T', SUBSCRIBER, {})
      subscriptions.renew('T')
      return subscriptions.data()[0]!.subVersion
    })
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
  })

  it('are pulled with as brokers were told, not as they have become since', () => {
    const subscriptions = setup()
    subscriptions.add('T', SUBSCRIBER, { tags: 'old' })
    const told = subscriptions.data()
    subscriptions.markTold(told)
    subscriptions.add('T', SUBSCRIBER, { tags: 'new' })
    expect(subscriptions.toldOf('T')).toBe(told[0])
    subscriptions.markTold(subscriptions.data())
    expect(subscriptions.toldOf('T').tagsSet).toEqual(['new'])
  })

  it.each([
    [['bad topic', {}], /topic: "bad topic" may only have/],
    [['T', { tags: 'a', sql: 'b' }], /sql: give tags or sql/],
    [['T', { tags: [] }], /tags: must have at least one/],
    [['T', { sql: ' ' }], /sql: must not be empty/],
  ] as const)('refuse %j', ([topic, filter], words) => {
    expect(() => setup().add(topic, SUBSCRIBER, filter)).toThrow(words)
    const batch = { kind: 'batch', consume: () => undefined, maxMessages: 0 } as const
    expect(() => setup().add('T', batch, {})).toThrow(/maxMessages: must be a whole number/)
  })
})
