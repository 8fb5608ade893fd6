import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { javaHashCode } from '../../src/protocol/java-hash.js'
import {
  deadLetterTopicOf,
  groupNameProblem,
  isSendableTopic,
  retryTopicOf,
  topicNameProblem,
  unwrapNamespace,
  wrapNamespace,
} from '../../src/protocol/resource-name.js'
import { parseTags, subscriptionData } from '../../src/protocol/subscription-data.js'
import { renderText, type Text } from '../../src/texts/text.js'

const wordsOf = (problem: Text | undefined) => problem && renderText(problem)

describe('the hash of a text', () => {
  it.each([
    ['', 0],
    ['a', 97],
    ['hello', 99162322],
    ['TagA', 2598919],
    ['polygenelubricants', -2147483648],
    ['订单', 1129459],
    ['😀', 1772899],
  ])('of %j is that of Java', (text, hash) => {
    expect(javaHashCode(text)).toBe(hash)
  })
})

describe('names', () => {
  it('of topics have up to 127 legal characters, those of retry topics up to 255', () => {
    expect(topicNameProblem('Az09_-%|')).toBeUndefined()
    expect(topicNameProblem('t'.repeat(127))).toBeUndefined()
    expect(wordsOf(topicNameProblem('t'.repeat(128)))).toBe('has 128 characters, the limit is 127')
    expect(topicNameProblem(`%RETRY%${'g'.repeat(200)}`)).toBeUndefined()
    expect(wordsOf(topicNameProblem(''))).toBe('must not be empty')
    expect(wordsOf(topicNameProblem('a b'))).toBe(
      '"a b" may only have letters, digits, % | _ and -',
    )
    expect(wordsOf(topicNameProblem('主题'))).toContain('may only have')
    expect(wordsOf(topicNameProblem('topic\n'))).toContain('may only have')
  })

  it('of groups have up to 120', () => {
    expect(groupNameProblem('g'.repeat(120))).toBeUndefined()
    expect(wordsOf(groupNameProblem('g'.repeat(121)))).toBe('has 121 characters, the limit is 120')
  })

  it('of a group lead to its retries and its dead letters', () => {
    expect([retryTopicOf('g'), deadLetterTopicOf('g')]).toEqual(['%RETRY%g', '%DLQ%g'])
  })

  it('of RocketMQ’s own topics are known', () => {
    expect(isSendableTopic('SCHEDULE_TOPIC_XXXX')).toBe(false)
    expect(isSendableTopic('RMQ_SYS_TRACE_TOPIC')).toBe(true)
  })
})

describe('a namespace', () => {
  it.each([
    ['orders', 'shop%orders'],
    ['%RETRY%g', '%RETRY%shop%g'],
    ['%DLQ%g', '%DLQ%shop%g'],
  ])('takes %s in as %s and gives it back', (name, inside) => {
    expect(wrapNamespace('shop', name)).toBe(inside)
    expect(wrapNamespace('shop', inside)).toBe(inside)
    expect(unwrapNamespace('shop', inside)).toBe(name)
  })

  it('leaves RocketMQ’s own names, other namespaces and everything without one alone', () => {
    expect(wrapNamespace('shop', 'TBW102')).toBe('TBW102')
    expect(wrapNamespace('shop', 'rmq_sys_wheel_timer')).toBe('rmq_sys_wheel_timer')
    expect(wrapNamespace('shop', 'CID_RMQ_SYS_TRANS')).toBe('CID_RMQ_SYS_TRANS')
    expect(unwrapNamespace('shop', 'bank%orders')).toBe('bank%orders')
    expect(wrapNamespace(undefined, 'orders')).toBe('orders')
    expect(unwrapNamespace('', 'shop%orders')).toBe('shop%orders')
  })

  it('gives back any name it took in', () => {
    const name = fc.stringMatching(/^(%RETRY%|%DLQ%)?[a-zA-Z\d_-]{1,20}$/)
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,8}$/), name, (namespace, text) => {
        expect(unwrapNamespace(namespace, wrapNamespace(namespace, text))).toBe(text)
      }),
    )
  })
})

describe('a subscription', () => {
  it('by tags has each tag once, with its hash', () => {
    expect(
      subscriptionData({ topic: 't', expression: ' TagA || hello||TagA || ', version: 5 }),
    ).toEqual({
      classFilterMode: false,
      topic: 't',
      subString: ' TagA || hello||TagA || ',
      tagsSet: ['TagA', 'hello'],
      codeSet: [2598919, 99162322],
      subVersion: 5,
      expressionType: 'TAG',
    })
  })

  it.each(['*', '', ' * ', ' || '])('by %j takes everything', (expression) => {
    expect(subscriptionData({ topic: 't', expression, version: 1 })).toMatchObject({
      subString: '*',
      tagsSet: [],
      codeSet: [],
    })
    expect(parseTags(expression)).toEqual([])
  })

  it('by SQL keeps the expression', () => {
    const sql = { topic: 't', type: 'SQL92', expression: "a > 1 || b = 'x'", version: 1 } as const
    expect(subscriptionData(sql)).toMatchObject({ subString: "a > 1 || b = 'x'", tagsSet: [] })
  })
})
