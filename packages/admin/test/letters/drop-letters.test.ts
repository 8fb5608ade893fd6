import { jobGroup } from '@arq/core/internal'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { dropLetters, EVERY_LETTER, type LetterFilter } from '../../src/index.js'

const QUEUE = 'orders.dlq'
const enqueueTime = '2026-11-30T12:00:00.000+00:00'
const firstEnqueueTime = '2026-11-01T12:00:00.000+00:00'

let transport: MemoryTransport
let store: MemoryResultStore

beforeEach(async () => {
  transport = new MemoryTransport({ broker: new MemoryBroker() })
  store = new MemoryResultStore()
  await Promise.all([transport.connect(), store.connect()])
})
afterEach(() => Promise.all([transport.close(), store.close()]))

/** A letter, and what its job has stored. @param more of the body */
async function park(jobId: string, more: { first_enqueue_time?: string } = {}): Promise<void> {
  const message = { job_id: jobId, function: 'order', enqueue_time: enqueueTime, ...more }
  const body = Buffer.from(JSON.stringify(message))
  const letter = { queueName: QUEUE, kind: 'deadLetter', headers: {}, messageId: jobId } as const
  await transport.publish({ ...letter, body })
  const group = jobGroup({ jobId, enqueueTime, firstEnqueueTime: more.first_enqueue_time })
  await store.entries.write(group, [{ name: 'step:charge', text: '{}' }], { ttlMs: 'forever' })
}

const kept = async () => (await store.entries.groups('job:', { limit: 100 })).groups.length

const drop = (filter: LetterFilter, entries?: MemoryResultStore['entries']) =>
  dropLetters({ transport, filter, codecs: [], entries }, QUEUE)

describe('letters that are dropped', () => {
  it('take along what their jobs have stored, and no other', async () => {
    await park('a')
    await park('b', { first_enqueue_time: firstEnqueueTime })
    await park('c')
    expect(await drop({ ...EVERY_LETTER, ids: ['b'] }, store.entries)).toBe(1)
    expect(await kept()).toBe(2)
    expect(await drop(EVERY_LETTER, store.entries)).toBe(2)
    expect(await kept()).toBe(0)
    expect(await drop(EVERY_LETTER, store.entries)).toBe(0)
  })

  it('leave it, where no store is given', async () => {
    await park('a')
    expect(await drop(EVERY_LETTER)).toBe(1)
    expect(await kept()).toBe(1)
  })

  it('of a queue that is not there are none', async () => {
    expect(await drop(EVERY_LETTER, store.entries)).toBeUndefined()
  })
})
