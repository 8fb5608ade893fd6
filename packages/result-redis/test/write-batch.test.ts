import { describe, expect, it } from '@jest/globals'

import { timedOut } from '../src/redis-errors.js'
import { WriteBatch } from '../src/write-batch.js'
import { deleteCommand, withdrawCommand, type WriteCommand } from '../src/write-command.js'

const repeatable = (jobId: string): WriteCommand => withdrawCommand({ jobId })
const once = (jobId: string): WriteCommand => deleteCommand(jobId)
const idsOf = (commands: readonly WriteCommand[]): string[] => commands.map(({ jobId }) => jobId)
const asItIs = (answer: string): string => answer
const timeout = timedOut('redis://localhost:6379/0', 5)

describe('WriteBatch', () => {
  it('sends what one turn gathers in one call, before any timer', async () => {
    const sent: string[][] = []
    const batch = new WriteBatch({
      send: (commands) => {
        sent.push(idsOf(commands))
        return Promise.resolve(idsOf(commands))
      },
      recover: undefined,
    })
    const answers = [batch.add(once('a'), asItIs), batch.add(once('b'), asItIs)]
    await Promise.resolve()
    expect(sent).toEqual([])
    await new Promise((resolve) => process.nextTick(resolve))
    expect(sent).toEqual([['a', 'b']])
    expect(await Promise.all(answers)).toEqual(['a', 'b'])
  })

  it('tells every caller of a call that failed', async () => {
    const batch = new WriteBatch({
      send: () => Promise.reject(new Error('gone')),
      recover: () => Promise.resolve(),
    })
    const outcomes = await Promise.allSettled([
      batch.add(once('a'), asItIs),
      batch.add(repeatable('b'), asItIs),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  it('repeats after a timeout what may be repeated, once', async () => {
    const sent: string[][] = []
    const batch = new WriteBatch({
      send: (commands) => {
        sent.push(idsOf(commands))
        return sent.length === 1 ? Promise.reject(timeout) : Promise.resolve(idsOf(commands))
      },
      recover: () => Promise.resolve(),
    })
    const outcomes = await Promise.allSettled([
      batch.add(once('a'), asItIs),
      batch.add(repeatable('b'), asItIs),
    ])
    expect(outcomes).toMatchObject([{ reason: timeout }, { value: 'b' }])
    expect(sent).toEqual([['a', 'b'], ['b']])
  })

  it('gives up when the second call times out too', async () => {
    const batch = new WriteBatch({
      send: () => Promise.reject(timeout),
      recover: () => Promise.resolve(),
    })
    await expect(batch.add(repeatable('a'), asItIs)).rejects.toBe(timeout)
  })

  it('drains: waits for the answers of all that was gathered', async () => {
    let answer: (answers: string[]) => void = () => undefined
    const batch = new WriteBatch({
      send: () => new Promise((resolve) => (answer = resolve)),
      recover: undefined,
    })
    let isAnswered = false
    void batch.add(once('a'), asItIs).then(() => (isAnswered = true))
    const drained = batch.drain().then(() => isAnswered)
    answer(['done'])
    expect(await drained).toBe(true)
    await batch.drain()
  })
})
