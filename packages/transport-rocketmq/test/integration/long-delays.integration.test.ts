import { randomUUID } from 'node:crypto'

import { afterAll, expect, it } from '@jest/globals'

import { RocketMQTransport } from '../../src/index.js'
import { deleteTopics } from '../delete-topics.js'
import { DelayedJobs } from '../faults/delayed-jobs.js'
import { sharedNameServer } from '../name-server.js'

const WITHIN_MS = 120_000
const prefix = `d${randomUUID().slice(0, 8)}-`
afterAll(() => deleteTopics(sharedNameServer(), prefix), WITHIN_MS)

it(
  'a delay beyond the longest timer goes in hops: never early, and once',
  async () => {
    // A hop of 5 s: the limit, less the margin for clocks that differ.
    const settings = { url: `rocketmq://${sharedNameServer()}`, prefix, longestTimer: 10 }
    await using transport = new RocketMQTransport(settings)
    await transport.connect()
    const jobs = new DelayedJobs('late')
    await jobs.consume(transport)
    await jobs.publish(transport, [6000, 7000, 8000, 8000])
    await jobs.all()
    expect(jobs.early()).toEqual([])
    expect(jobs.repeated()).toEqual([])
  },
  WITHIN_MS,
)
