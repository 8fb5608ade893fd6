import { type EnqueueOptions, flow, task } from '@arq/core'
import { afterEach, describe, expect, it } from '@jest/globals'

import { createTestArq, type TestArq } from '../src/index.js'

const runs: unknown[] = []
let release: () => void = () => undefined
const save = task('save', (_ctx, value: number) => {
  runs.push(value)
  return value
})
const slow = task('slow', async (_ctx, value: number) => {
  runs.push(`${String(value)} begins`)
  await new Promise<void>((resolve) => (release = resolve))
  runs.push(`${String(value)} ends`)
  return value
})
const flaky = task({
  name: 'flaky',
  maxRetries: 1,
  retryOn: 'all',
  retryBackoff: '10s',
  run: (ctx, value: number) => {
    runs.push(`${String(value)} try ${String(ctx.jobTry)}`)
    if (ctx.jobTry === 1) throw new Error('once more')
    return value
  },
})

const napping = task('napping', async (ctx, value: number) => {
  await ctx.sleep('1h')
  runs.push(value)
  return value
})

const limited = task({
  name: 'limited',
  concurrency: { key: (value: number) => String(value), limit: 1 },
  run: (_ctx, value: number) => void runs.push(value),
})

const reindex = task({
  name: 'reindex',
  unique: {
    key: (document: string) => document,
    mode: 'replace',
    window: '10s',
    maxWait: '25s',
  },
  run: (_ctx, document: string, text: string) => {
    runs.push(`${document}: ${text}`)
    return text
  },
})

let arq: TestArq
const open = async (): Promise<TestArq> => {
  arq = await createTestArq({ functions: [save, slow, flaky, napping, limited, reindex] })
  return arq
}
afterEach(async () => {
  runs.length = 0
  await arq.close()
})

const unique = (given: EnqueueOptions['unique']): { unique: NonNullable<typeof given> } => ({
  unique: given!,
})

describe('replace', () => {
  const debounced = unique({ key: 'doc 1', mode: 'replace', window: '10s', maxWait: '25s' })

  it('runs once, with the last arguments, when no call has come for the window', async () => {
    await open()
    const first = await arq.client.enqueueJob(save, [1], debounced)
    await arq.clock.advance('9s')
    const second = await arq.client.enqueueJob(save, [2], debounced)
    expect([first.placed, second.placed, second.jobId]).toEqual(['new', 'replaced', first.jobId])
    await arq.clock.advance('9s')
    expect(runs).toEqual([])
    expect(await first.status()).toBe('queued')
    await arq.clock.advance('1s')
    expect(runs).toEqual([2])
    expect([await first.result(), await second.result()]).toEqual([2, 2])
    const third = await arq.client.enqueueJob(save, [3], debounced)
    expect([third.placed, third.jobId === first.jobId]).toEqual(['new', false])
    await arq.clock.advance('10s')
    expect(runs).toEqual([2, 3])
  })

  it('starts at the latest after maxWait, however often it is called', async () => {
    await open()
    for (let call = 1; call <= 4; call += 1) {
      await arq.client.enqueueJob(save, [call], debounced)
      await arq.clock.advance('8s')
    }
    // 25 s after the first call; the fourth had come at 24 s.
    expect(runs).toEqual([4])
  })

  it('keeps the keys of a task apart, and those of tasks', async () => {
    await open()
    const other = unique({ key: 'doc 2', mode: 'replace', window: '10s' })
    await arq.client.enqueueJob(save, [1], debounced)
    await arq.client.enqueueJob(save, [2], other)
    await arq.client.enqueueJob(flaky, [3], debounced)
    await arq.clock.advance('10s')
    expect(runs.toSorted()).toEqual([1, 2, '3 try 1'])
  })

  it('gives a call after an abort a job of its own', async () => {
    await open()
    const first = await arq.client.enqueueJob(save, [1], debounced)
    await arq.abort(first)
    const second = await arq.client.enqueueJob(save, [2], debounced)
    expect(second.placed).toBe('new')
    await arq.clock.advance('1m')
    expect(runs).toEqual([2])
    expect(await second.result()).toBe(2)
  })
})

describe('keepLast', () => {
  const kept = unique({ key: 'k', mode: 'keepLast' })

  it('starts at once, and runs the last of the calls that come meanwhile when it has ended', async () => {
    await open()
    const first = await arq.client.enqueueJob(slow, [1], kept)
    await arq.untilRunning(first)
    const second = await arq.client.enqueueJob(slow, [2], kept)
    const third = await arq.client.enqueueJob(slow, [3], kept)
    expect([second.placed, third.placed, third.jobId]).toEqual(['new', 'replaced', second.jobId])
    await arq.clock.advance('4m', { whileJobsRun: true })
    expect(runs).toEqual(['1 begins'])
    release()
    await arq.untilRunning(third)
    expect(runs).toEqual(['1 begins', '1 ends', '3 begins'])
    release()
    await arq.drain()
    expect([await first.result(), await second.result()]).toEqual([1, 3])
  })

  it('waits for the retries of the one that runs, too', async () => {
    await open()
    await arq.client.enqueueJob(flaky, [1], kept)
    await arq.drain()
    await arq.client.enqueueJob(flaky, [2], kept)
    await arq.drain()
    expect(runs).toEqual(['1 try 1'])
    await arq.clock.advance('1m')
    expect(runs).toEqual(['1 try 1', '1 try 2', '2 try 1', '2 try 2'])
  })
})

describe('a job of a key that sleeps without a slot', () => {
  it('is awaited by the next one, and wakes as any other', async () => {
    await open()
    const kept = unique({ key: 'k', mode: 'keepLast' })
    const first = await arq.client.enqueueJob(napping, [1], kept)
    await arq.drain()
    const second = await arq.client.enqueueJob(napping, [2], kept)
    await arq.clock.advance('59m')
    expect(runs).toEqual([])
    await arq.clock.advance('1m')
    expect(runs).toEqual([1])
    expect(await first.result()).toBe(1)
    await arq.clock.advance('1h')
    expect(runs).toEqual([1, 2])
    expect(await second.result()).toBe(2)
  })
})

describe('drop', () => {
  it('gives the job that waits or runs, or was enqueued within the window', async () => {
    await open()
    const dropped = unique({ key: 'k', mode: 'drop', window: '1m' })
    const first = await arq.client.enqueueJob(save, [1], dropped)
    const second = await arq.client.enqueueJob(save, [2], dropped)
    await arq.drain()
    await arq.clock.advance('59s')
    const third = await arq.client.enqueueJob(save, [3], dropped)
    expect([second.placed, second.jobId]).toEqual(['dropped', first.jobId])
    expect([third.placed, third.jobId]).toEqual(['dropped', first.jobId])
    expect(await third.result()).toBe(1)
    await arq.clock.advance('1s')
    const fourth = await arq.client.enqueueJob(save, [4], dropped)
    await arq.drain()
    expect([fourth.placed, runs]).toEqual(['new', [1, 4]])
  })
})

describe('a task with a key of its own', () => {
  it('has one job for each key that its arguments make, in every way to enqueue it', async () => {
    await open()
    const { client } = arq
    const first = await client.enqueueJob(reindex, ['一号', 'a'])
    const second = await client.enqueueJob(reindex, ['一号', 'ab'], { priority: 3 })
    const [third, other] = await client.enqueueJobs([
      { function: reindex, args: ['一号', 'abc'] },
      { function: reindex, args: ['二号', 'x'] },
    ])
    expect([first, second, third, other].map((job) => job.placed)).toEqual([
      ...['new', 'replaced', 'replaced', 'new'],
    ])
    await arq.clock.advance('10s')
    expect(runs.toSorted()).toEqual(['一号: abc', '二号: x'])
    expect(await first.result()).toBe('abc')
  })

  it('does as the call says, where that says something', async () => {
    await open()
    const { client } = arq
    const own = unique({ key: 'k', mode: 'drop' })
    const calls = [
      await client.enqueueJob(reindex, ['one', 'a'], own),
      await client.enqueueJob(reindex, ['two', 'b'], own),
      await client.enqueueJob(reindex, ['three', 'c'], { unique: false }),
      await client.enqueueJob(reindex, ['three', 'd'], { unique: false, jobId: 'd' }),
      // By its name nothing else is known of it.
      await client.enqueueJob('reindex', ['three', 'e']),
    ]
    expect(calls.map((job) => job?.placed)).toEqual([...['new', 'dropped', 'new', 'new', 'new']])
    await arq.drain()
    expect(runs.toSorted()).toEqual(['one: a', 'three: c', 'three: d', 'three: e'])
  })

  it('refuses a call that says when or under which id, and what to do about it', async () => {
    await open()
    const others: readonly EnqueueOptions[] = [{ jobId: 'x' }, { deferBy: '1s' }, { jobTry: 2 }]
    for (const option of others) {
      await expect(arq.client.enqueueJob(reindex, ['one', 'a'], option)).rejects.toMatchObject({
        code: 'ARQ_CONFIG_INVALID',
        message: expect.stringMatching(/of task reindex .* unique: false/),
      })
    }
    expect(() => flow(reindex, ['one', 'a'])).toThrow(/of a flow.*unique: false/)
    await arq.client.enqueueFlow(flow(reindex, ['one', 'a'], { unique: false }))
    await arq.drain()
    expect(runs).toEqual(['one: a'])
  })

  it('refuses what is no key', async () => {
    await open()
    for (const document of ['', 'x'.repeat(201), 7 as never]) {
      await expect(arq.client.enqueueJob(reindex, [document, 'a'])).rejects.toMatchObject({
        message: expect.stringContaining('unique.key of reindex'),
      })
    }
  })

  it('is checked where it is defined', () => {
    const run = (_ctx: unknown, document: string) => document
    const define = (more: object) => () => task({ name: 'odd', run, ...more } as never)
    const key = (document: string) => document
    expect(define({ unique: { key, mode: 'replace' } })).toThrow(/needs a window/)
    expect(define({ unique: { key: 'text', mode: 'drop' } })).toThrow(/unique\.key/)
    expect(define({ unique: { key, mode: 'newest' } })).toThrow(/unique\.mode/)
    expect(define({ unique: { key, mode: 'drop', windows: 1 } })).toThrow(/window/)
    expect(define({ unique: true })).toThrow(/unique/)
    expect(define({ unique: { key, mode: 'drop' }, concurrency: { key, limit: 1 } })).toThrow(
      /do not go together/,
    )
  })
})

describe('what is no call with a key', () => {
  it('is refused, naming what is wrong', async () => {
    await open()
    const wrong = (options: object, words: string) =>
      expect(arq.client.enqueueJob(save, [1], options)).rejects.toMatchObject({
        code: 'ARQ_CONFIG_INVALID',
        message: expect.stringContaining(words),
      })
    await wrong(unique({ key: '', mode: 'drop' }), 'unique.key')
    await wrong(unique({ key: 'k', mode: 'replace' }), 'needs a window')
    await wrong(unique({ key: 'k', mode: 'keepLast', window: 1 }), 'takes no window')
    await wrong(unique({ key: 'k', mode: 'drop', maxWait: 1 }), 'maxWait')
    await wrong({ ...unique({ key: 'k', mode: 'drop' }), jobId: 'x' }, 'together with jobId')
    await wrong({ ...unique({ key: 'k', mode: 'drop' }), deferBy: 1 }, 'together with deferBy')
    await wrong({ ...unique({ key: 'k', mode: 'drop' }), jobTry: 2 }, 'together with jobTry')
    const inFlow = { ...unique({ key: 'k', mode: 'drop' }) } as object
    expect(() => flow(save, [1], inFlow)).toThrow('of a flow')
  })

  it('is refused beside a limit of concurrency: by the client, or, of a name, by the worker', async () => {
    await open()
    const given = unique({ key: 'k', mode: 'keepLast' })
    const unsupported = { code: 'ARQ_UNSUPPORTED' }
    await expect(arq.client.enqueueJob(limited, [1], given)).rejects.toMatchObject(unsupported)
    const job = await arq.client.enqueueJob('limited', [1], given)
    await arq.drain()
    await expect(job.result()).rejects.toThrow('do not go together')
    expect(runs).toEqual([])
    const next = await arq.client.enqueueJob('limited', [2], given)
    expect(next.placed).toBe('new')
  })
})
