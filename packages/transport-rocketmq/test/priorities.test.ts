import { localizedMessage } from '@arq/core'
import type { TopicAtBroker } from '@arq/rocketmq'
import { expect, it } from '@jest/globals'

import { checkPriorities, queueOfPriority } from '../src/queues/priorities.js'

const topicAt = (brokerName: string, more: Partial<TopicAtBroker> = {}): TopicAtBroker => ({
  ...{ topic: 'arq-mail', brokerName, address: 'a:1', perm: 6, topicSysFlag: 0, order: false },
  ...{ readQueueNums: 4, writeQueueNums: 4, attributes: { 'message.type': 'PRIORITY' } },
  ...more,
})

it('takes a topic that was made for so many priorities, or for more', () => {
  expect(() => checkPriorities('mail', 3, [topicAt('a'), topicAt('b')])).not.toThrow()
  expect(() => checkPriorities('mail', 1, [topicAt('a')])).not.toThrow()
})

it.each([
  ['of another type', { attributes: {} }],
  ['with too few queues to write to', { writeQueueNums: 3 }],
  ['with too few queues to read from', { readQueueNums: 3 }],
])('refuses one %s, naming the broker and what to do', (_, more) => {
  let error: unknown
  try {
    checkPriorities('mail', 3, [topicAt('a'), topicAt('b', more)])
  } catch (thrown) {
    error = thrown
  }
  expect(error).toMatchObject({ code: 'ARQ_TOPOLOGY_MISMATCH' })
  expect(localizedMessage(error, 'en')).toMatch(/arq-mail.* at b: .*PRIORITY and 4 queues/)
  expect(localizedMessage(error, 'zh-CN')).toMatch(/maxPriority/)
})

it('sends a priority to the queue of its number, at any of the brokers', () => {
  const queues = ['a', 'b'].flatMap((brokerName) =>
    [0, 1, 2].map((queueId) => ({ topic: 't', brokerName, queueId })),
  )
  const [first, ...rest] = queues
  const message = {} as Parameters<ReturnType<typeof queueOfPriority>>[1]
  const chosen = Array.from({ length: 200 }, () => queueOfPriority(2)([first!, ...rest], message))
  expect(new Set(chosen.map(({ queueId }) => queueId))).toEqual(new Set([2]))
  expect(new Set(chosen.map(({ brokerName }) => brokerName))).toEqual(new Set(['a', 'b']))
})
