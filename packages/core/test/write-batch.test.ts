import { describe, expect, it } from '@jest/globals'

import { WriteBatch, type WriteBatchParts } from '../src/store.js'

type Send = (writes: readonly string[]) => Promise<readonly string[]>

const asItIs = ([answer]: readonly string[]): string | undefined => answer

const batchOf = (send: Send, rest: Partial<WriteBatchParts<string, string>> = {}) =>
  new WriteBatch<string, string>({
    send,
    charactersOf: (write) => write.length,
    maxWrites: 100,
    maxCharacters: 10,
    maxCalls: Infinity,
    ...rest,
  })

/** Answers each write with itself, and keeps what was sent. */
function echo() {
  const sent: (readonly string[])[] = []
  const send: Send = (writes) => {
    sent.push(writes)
    return Promise.resolve(writes)
  }
  return { sent, send }
}

describe('WriteBatch', () => {
  it('sends what one turn gathers in one call, before any timer', async () => {
    const { sent, send } = echo()
    const batch = batchOf(send)
    const answers = [batch.add(['a'], asItIs), batch.add(['b'], asItIs)]
    await Promise.resolve()
    expect(sent).toEqual([])
    await new Promise((resolve) => process.nextTick(resolve))
    expect(sent).toEqual([['a', 'b']])
    expect(await Promise.all(answers)).toEqual(['a', 'b'])
  })

  it('divides what one call cannot take between callers, by number and by text', async () => {
    const { sent, send } = echo()
    const batch = batchOf(send, { maxWrites: 3 })
    const given = [['a', 'b'], ['c', 'd'], ['e'], ['longer than ten'], ['f']]
    await Promise.all(given.map((writes) => batch.add(writes, asItIs)))
    expect(sent).toEqual([['a', 'b'], ['c', 'd', 'e'], ['longer than ten'], ['f']])
  })

  it('gathers what comes while as many calls are under way as may be', async () => {
    const waiting: (() => void)[] = []
    const sent: (readonly string[])[] = []
    const batch = batchOf(
      (writes) => {
        sent.push(writes)
        return new Promise((resolve) => waiting.push(() => resolve(writes)))
      },
      { maxCalls: 1 },
    )
    const first = batch.add(['a'], asItIs)
    await new Promise((resolve) => process.nextTick(resolve))
    const others = [batch.add(['b'], asItIs), batch.add(['c'], asItIs)]
    await new Promise((resolve) => process.nextTick(resolve))
    expect(sent).toEqual([['a']])
    waiting.shift()?.()
    expect(await first).toBe('a')
    await new Promise((resolve) => process.nextTick(resolve))
    expect(sent).toEqual([['a'], ['b', 'c']])
    waiting.shift()?.()
    expect(await Promise.all(others)).toEqual(['b', 'c'])
  })

  it('tells every caller of a call that failed, and only the one whose answer cannot be read', async () => {
    const gone = new Error('gone')
    const failing = batchOf(() => Promise.reject(gone))
    const failed = await Promise.allSettled([
      failing.add(['a'], asItIs),
      failing.add(['b'], asItIs),
    ])
    expect(failed).toMatchObject([{ reason: gone }, { reason: gone }])

    const unreadable = new Error('unreadable')
    const batch = batchOf(echo().send)
    const read = await Promise.allSettled([
      batch.add(['a'], () => {
        throw unreadable
      }),
      batch.add(['b'], asItIs),
    ])
    expect(read).toMatchObject([{ reason: unreadable }, { value: 'b' }])
  })

  it('sends once more what may be repeated, when it can, and rejects the rest at once', async () => {
    const lost = new Error('lost')
    const sent: (readonly string[])[] = []
    let recover: () => void = () => undefined
    const batch = batchOf(
      (writes) => {
        sent.push(writes)
        return sent.length === 1 ? Promise.reject(lost) : Promise.resolve(writes)
      },
      {
        repetition: {
          mayRepeat: (error, writes) => error === lost && !writes.includes('once'),
          recover: () => new Promise((resolve) => (recover = resolve)),
        },
      },
    )
    const [kept, repeated] = [batch.add(['once'], asItIs), batch.add(['again'], asItIs)]
    await expect(kept).rejects.toBe(lost)
    expect(sent).toEqual([['once', 'again']])
    recover()
    expect(await repeated).toBe('again')
    expect(sent).toEqual([['once', 'again'], ['again']])
  })

  it('gives up when the second call fails too', async () => {
    const lost = new Error('lost')
    const repetition = { mayRepeat: () => true, recover: () => Promise.resolve() }
    const batch = batchOf(() => Promise.reject(lost), { repetition })
    await expect(batch.add(['a'], asItIs)).rejects.toBe(lost)
  })

  it('drains: waits for the answers of all that was gathered', async () => {
    let answer: (answers: string[]) => void = () => undefined
    const batch = batchOf(() => new Promise((resolve) => (answer = resolve)))
    let isAnswered = false
    void batch.add(['a'], asItIs).then(() => (isAnswered = true))
    const drained = batch.drain().then(() => isAnswered)
    answer(['done'])
    expect(await drained).toBe(true)
    await batch.drain()
  })
})
