import { describe, expect, it, jest } from '@jest/globals'

import type { OffsetStore, QueueOffset } from '../../src/index.js'
import { guardedLogger } from '../../src/log/guarded-logger.js'
import { silentLogger } from '../../src/log/logger.js'
import { OffsetTable } from '../../src/offsets/offset-table.js'
import { startOffset } from '../../src/offsets/start-offset.js'

const SILENT = guardedLogger(silentLogger)

const [A, B] = [0, 1].map((queueId) => ({ topic: 'T', brokerName: 'a', queueId })) as [
  QueueOffset['queue'],
  QueueOffset['queue'],
]

function setup({ mayLoseWrites = false } = {}) {
  const write = jest.fn<OffsetStore['write']>(() => Promise.resolve())
  const table = new OffsetTable(
    { mayLoseWrites, read: () => Promise.resolve(undefined), write },
    SILENT,
  )
  return { table, write }
}

describe('an offset table', () => {
  it('moves ahead only, unless it is set', () => {
    const { table } = setup()
    table.advance(A, 5n)
    table.advance(A, 3n)
    expect(table.current(A)).toBe(5n)
    table.set(A, 2n)
    expect(table.current(A)).toBe(2n)
  })

  it('writes what has changed since the last write, and again what could not be written', async () => {
    const { table, write } = setup()
    table.set(A, 1n)
    table.set(B, 2n)
    await expect(table.persist()).resolves.toBe(true)
    table.advance(B, 3n)
    write.mockRejectedValueOnce(new Error('broker is gone'))
    await expect(table.persist()).resolves.toBe(false)
    await expect(table.persist()).resolves.toBe(true)
    await table.persist()
    expect(write.mock.calls).toEqual([
      [
        [
          { queue: A, offset: 1n },
          { queue: B, offset: 2n },
        ],
      ],
      [[{ queue: B, offset: 3n }]],
      [[{ queue: B, offset: 3n }]],
    ])
    expect(table.stats()).toMatchObject({ queues: 2, writes: 3, failedWrites: 1 })
  })

  it('writes all again to a store that may lose writes', async () => {
    const { table, write } = setup({ mayLoseWrites: true })
    table.set(A, 1n)
    table.set(B, 2n)
    await table.persist()
    await table.persist()
    await table.persist(A)
    const all = [
      { queue: A, offset: 1n },
      { queue: B, offset: 2n },
    ]
    expect(write.mock.calls).toEqual([[all], [all]])
  })

  it('lets nothing change a frozen offset until it is forgotten', () => {
    const { table } = setup()
    table.advance(A, 9n)
    table.freeze(A, 4n)
    table.advance(A, 10n)
    table.set(A, 11n)
    expect(table.current(A)).toBe(4n)
    table.forget(A)
    table.advance(A, 5n)
    expect(table.current(A)).toBe(5n)
  })

  it('lists the offsets of a topic', () => {
    const { table } = setup()
    table.set(A, 1n)
    table.set({ ...B, topic: 'other' }, 2n)
    expect(table.entries('T')).toEqual([{ queue: A, offset: 1n }])
    expect(table.entries()).toHaveLength(2)
  })
})

describe('a group begins', () => {
  const retry = { topic: '%RETRY%G', brokerName: 'a', queueId: 0 }
  it.each([
    ['where it was', A, 7n, 'last', { kind: 'at', offset: 7n }],
    ['at the end', A, undefined, 'last', { kind: 'end' }],
    ['at the first message', A, undefined, 'first', { kind: 'at', offset: 0n }],
    ['at a time', A, undefined, { timestampMs: 5 }, { kind: 'time', timestampMs: 5 }],
    ['with all that it failed', retry, undefined, 'last', { kind: 'at', offset: 0n }],
  ] as const)('%s', (_, queue, stored, from, start) => {
    expect(startOffset(queue, stored, from)).toEqual(start)
  })
})
