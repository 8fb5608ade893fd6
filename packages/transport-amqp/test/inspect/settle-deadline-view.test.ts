import { expect, it } from '@jest/globals'

import { clockAheadMs } from '../../src/inspect/inspect-management.js'
import { settleDeadlineView } from '../../src/inspect/settle-deadline-view.js'
import { resolveAmqpSettings } from '../../src/resolve-amqp-settings.js'
import type { ListedQueue } from '../../src/topology/listed-queue.js'
import { Topology } from '../../src/topology/topology.js'

const topology = new Topology(resolveAmqpSettings({ consumerTimeout: '1h' }))
const found: ListedQueue = {
  name: 'orders',
  type: 'quorum',
  arguments: { 'x-consumer-timeout': 7000 },
  isDurable: true,
  isExclusive: false,
  isAutoDelete: false,
  messages: 0,
  deadLettering: 0,
  policy: { 'consumer-timeout': 5000 },
}

it.each([
  // Nobody asks for it, and only the settings tell the broker's own.
  ['3.11.0', { limitMs: 3_600_000, saidBy: 'settings' }],
  // The lower of the queue's argument and its policy.
  ['3.12.0', { limitMs: 5000, saidBy: 'queue' }],
  ['4.3.0', { limitMs: undefined, saidBy: 'worker' }],
  [undefined, undefined],
])('on RabbitMQ %s a queue that says how long a job may be kept: %j', (brokerVersion, view) => {
  expect(settleDeadlineView(topology, { name: 'orders', found, brokerVersion })).toEqual(view)
})

it('knows no limit where the settings say that there is none', () => {
  const without = new Topology(resolveAmqpSettings({ consumerTimeout: 'none' }))
  const queue = { name: 'orders', found: undefined, brokerVersion: '3.10.8' }
  expect(settleDeadlineView(without, queue)).toEqual({ limitMs: undefined, saidBy: 'settings' })
})

it('takes the header of an answer for a time within a second', () => {
  const date = 'Thu, 01 Jan 1970 00:01:00 GMT'
  const answer = {
    isAnswer: true,
    body: {},
    date,
    askedAtMs: 60_000,
    answeredAtMs: 62_000,
  } as const
  expect(clockAheadMs(answer)).toBe(0)
  expect(clockAheadMs({ ...answer, askedAtMs: 50_000, answeredAtMs: 50_000 })).toBe(11_000)
  expect(clockAheadMs({ ...answer, date: undefined })).toBeUndefined()
  expect(clockAheadMs({ ...answer, date: 'yesterday' })).toBeUndefined()
})
