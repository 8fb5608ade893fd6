import { describe, expect, it } from '@jest/globals'

import { isRocketMQError, localizedMessage } from '../../src/errors/errors.js'
import { createMessage, type MessageInput } from '../../src/message/message.js'
import { validateMessage } from '../../src/send/message-validation.js'

const check = (change: Partial<MessageInput>) => () =>
  validateMessage(createMessage({ topic: 't', body: 'x', ...change }), { maxMessageBytes: 10 })

describe('a message that may be sent', () => {
  it.each<Partial<MessageInput>>([
    {},
    { body: 'x'.repeat(10) },
    { tags: 'a', keys: ['k1', 'k2'], shardingKey: 's', properties: { color: 'red', 颜色: '红😀' } },
    { delayLevel: 18 },
    { delayMs: 0 },
    { deliverAtMs: 1_700_000_000_000 },
    { flag: -2_147_483_648 },
    { topic: '%RETRY%g' },
  ])('passes: %j', (change) => {
    expect(check(change)).not.toThrow()
  })
})

describe('a message that may not be sent', () => {
  it.each<[Partial<MessageInput>, string]>([
    [{ topic: '' }, 'topic: must not be empty'],
    [{ topic: 'a b' }, 'topic: "a b" may only have letters'],
    [{ topic: 'x'.repeat(128) }, 'topic: has 128 characters, the limit is 127'],
    [{ topic: 'SCHEDULE_TOPIC_XXXX' }, 'topic: SCHEDULE_TOPIC_XXXX is RocketMQ’s own'],
    [{ body: '' }, 'body: must have at least one byte'],
    [{ body: 'x'.repeat(11) }, 'body: has 11 bytes, the limit is 10 (maxMessageBytes)'],
    [{ body: undefined as never }, 'body: must be bytes, got undefined'],
    [{ flag: 2 ** 31 }, 'flag: must be a 32-bit integer'],
    [{ tags: '' }, 'tags: is empty'],
    [{ keys: ['ok', 'a b'] }, 'keys.1: "a b" has a space'],
    [{ properties: { DELAY: '3' } }, 'properties.DELAY: is a name of RocketMQ’s own'],
    [{ properties: { '__RMQ.TRANSIENT.x': '3' } }, 'is a name of RocketMQ’s own'],
    [{ properties: { a: '' } }, 'properties.a: is empty: brokers drop it'],
    [{ properties: { '': 'a' } }, 'properties: a name is empty'],
    [{ properties: { a: 'b\u0002TAGS\u0001c' } }, 'properties.a: contains U+0001 or U+0002'],
    [{ properties: { 'a\u0001': 'b' } }, 'contains U+0001 or U+0002'],
    [{ tags: 'a\u0001b' }, 'tags: contains U+0001'],
    [{ shardingKey: '\ud83d' }, 'shardingKey: contains half a character'],
    [{ delayLevel: 0 }, 'delayLevel: must be an integer of at least 1, got 0'],
    [{ delayMs: 1.5 }, 'delayMs: must be an integer of at least 0, got 1.5'],
    [{ delayLevel: 1, delayMs: 5 }, 'delayLevel: give only one of delayLevel and delayMs'],
  ])('fails: %j', (change, problem) => {
    expect(check(change)).toThrow(problem)
  })

  it('says all that is wrong at once, by field', () => {
    try {
      check({ topic: '', body: '', properties: { TAGS: 'x' } })()
      expect('it').toBe('refused')
    } catch (error) {
      expect(isRocketMQError(error) && [error.code, error.isRetriable]).toEqual([
        'ROCKETMQ_MESSAGE_INVALID',
        false,
      ])
      const { issues } = error as { issues: { path: string }[] }
      expect(issues.map(({ path }) => path)).toEqual(['topic', 'body', 'properties.TAGS'])
    }
  })
})

describe('what is wrong with a message', () => {
  it('is said in Chinese as well, all of it', () => {
    const changes: Partial<MessageInput>[] = [
      { topic: 'a b', body: '', tags: '', flag: 2 ** 31 },
      { topic: 'SCHEDULE_TOPIC_XXXX', body: 'x'.repeat(11), keys: ['a b'] },
      { topic: 'x'.repeat(128), properties: { DELAY: '3', '': 'a', b: '\u0001', c: '\ud800' } },
      { delayLevel: 0, delayMs: -1 },
      { priority: -1, liteTopic: 'a$', shardingKey: 's', deliverAtMs: 1 },
    ]
    for (const change of changes) {
      let thrown: unknown
      try {
        check(change)()
      } catch (error) {
        thrown = error
      }
      const words = localizedMessage(thrown, 'zh-CN')
      // Apart from names: of fields, of topics and of code points.
      const english = words.replaceAll(/“[^”]*”|[\w.$+ ]*(topic|TOPIC)[\w.$]*|U\+\d+|UTF-8/g, '')
      expect(english).not.toMatch(/\b(must|has|is|may|only|give|contains|empty|limit)\b/)
      expect(words).toMatch(/[\u4e00-\u9fff]/)
    }
  })
})
