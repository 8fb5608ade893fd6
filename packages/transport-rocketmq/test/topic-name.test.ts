import { expect, it } from '@jest/globals'

import { topicNameOf } from '../src/wire/topic-name.js'

it.each([
  ['default', 'arq-default'],
  ['Send-Mail7', 'arq-Send-Mail7'],
  ['send_mail', 'arq-send__mail'],
  ['jobs.dlq', 'arq-jobs_-dlq'],
  ['arq.again.send_mail', 'arq-arq_-again_-send__mail'],
  ['a b/ü', 'arq-a_20b_2F_C3_BC'],
  ['100%|x', 'arq-100_25_7Cx'],
])('names the topic of %s so that people can read it: %s', (queueName, topic) => {
  expect(topicNameOf('arq-', queueName)).toBe(topic)
})

it('gives no two queues one topic', () => {
  const parts = ['a', '_', '.', '-', 'é', '2', 'E', 'h', '_2E']
  const names = parts.flatMap((one) =>
    parts.flatMap((two) => parts.map((three) => one + two + three)),
  )
  const unique = new Set(names)
  expect(new Set([...unique].map((name) => topicNameOf('', name))).size).toBe(unique.size)
})

it('shortens what is too long, by a mark that no escape has', () => {
  const long = 'q'.repeat(250)
  const names = [long, `${long}r`, `${long}.dlq`, 'ü'.repeat(100), `x${'ü'.repeat(100)}`]
  const topics = names.map((name) => topicNameOf('arq-', name))
  expect(new Set(topics).size).toBe(names.length)
  for (const topic of topics) {
    expect(topic.length).toBeLessThanOrEqual(120)
    expect(topic).toMatch(/^[A-Za-z\d_-]+_h[\da-f]{32}$/)
    // Nothing before the mark could be read together with it.
    expect(topic.replace(/_h[\da-f]{32}$/, '')).toMatch(/^arq-(?:[^_]|__|_-|_[\dA-F]{2})*$/)
  }
  expect(topicNameOf('arq-', 'q'.repeat(116))).toBe(`arq-${'q'.repeat(116)}`)
})
