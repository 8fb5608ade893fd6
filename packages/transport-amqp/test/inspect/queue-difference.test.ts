import { expect, it } from '@jest/globals'

import { queueDifferences } from '../../src/inspect/queue-difference.js'
import { resolveAmqpSettings } from '../../src/resolve-amqp-settings.js'
import { type ListedQueue, readListedQueues } from '../../src/topology/listed-queue.js'
import { Topology } from '../../src/topology/topology.js'

const wanted = new Topology(resolveAmqpSettings({})).jobQueue('orders')
const found: ListedQueue = {
  name: 'orders',
  type: 'quorum',
  arguments: wanted.arguments,
  isDurable: true,
  isExclusive: false,
  isAutoDelete: false,
  messages: 0,
  deadLettering: 0,
  policy: {},
}

it('finds none in a queue that is as it is to be', () => {
  expect(queueDifferences(wanted, found)).toEqual([])
})

it('names what differs, and both values', () => {
  const other = {
    ...found,
    isDurable: false,
    arguments: { ...wanted.arguments, 'x-delivery-limit': 20, 'x-max-length': 5 },
  }
  expect(queueDifferences(wanted, other)).toEqual([
    { name: 'durable', wanted: 'true', found: 'false' },
    { name: 'x-delivery-limit', wanted: '1000', found: '20' },
    { name: 'x-max-length', wanted: '-', found: '5' },
  ])
})

it('overlooks what the broker overlooks', () => {
  const longer = { ...found, arguments: { ...wanted.arguments, 'x-consumer-timeout': 1 } }
  expect(queueDifferences(wanted, longer)).toEqual([])
})

it('takes a plain queue for a classic one, whether it says so or not', () => {
  const plain = new Topology(resolveAmqpSettings({ compat: 'rabbitmq-arq' })).jobQueue('orders')
  for (const its of [{}, { 'x-queue-type': 'classic' }]) {
    expect(queueDifferences(plain, { ...found, type: 'classic', arguments: its })).toEqual([])
  }
  expect(queueDifferences(plain, found)).toContainEqual({
    name: 'x-queue-type',
    wanted: '"classic"',
    found: '"quorum"',
  })
})

it('reads what the management API lists, figures or not', () => {
  const body = [
    { name: 'a', type: 'quorum', durable: true, arguments: [], messages: 3, messages_dlx: 2 },
    { name: 'b', effective_policy_definition: { 'consumer-timeout': 5 } },
    { type: 'nameless' },
  ]
  expect(readListedQueues(body)).toMatchObject([
    { name: 'a', type: 'quorum', arguments: {}, isDurable: true, messages: 3, deadLettering: 2 },
    { name: 'b', messages: undefined, policy: { 'consumer-timeout': 5 } },
  ])
  expect(readListedQueues({ error: 'not_found' })).toBeUndefined()
})
