import { createClient } from '@arq/client'
import {
  type JobContext,
  ResultStoreError,
  Retry,
  silentLogger,
  type StreamEntry,
  StreamOvertaken,
  task,
} from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { ManualClock, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'
import { setup, type TestSettings } from './setup.js'

/** A worker and a client on one broker and one store in memory. */
async function streaming(
  settings: TestSettings,
  options: { clock?: ManualClock; runs?: boolean } = {},
) {
  const { clock, runs = true } = options
  const arq = await setup(settings, clock ? { clock } : {})
  const client = await createClient({
    transport: new MemoryTransport({ broker: arq.broker }),
    resultStore: arq.store,
    logger: silentLogger,
    ...(clock ? { clock } : {}),
  })
  const running = runs ? arq.worker.run() : undefined
  return {
    ...arq,
    client,
    running,
    close: async () => {
      await client.close()
      await arq.close()
    },
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = []
  for await (const item of items) taken.push(item)
  return taken
}

/** What lets a task go on, and tells that it has come so far. */
function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { open, opened }
}

const tries = (entries: readonly StreamEntry[]) =>
  entries.map(({ jobTry, value }) => [jobTry, value])

describe('a stream of a job', () => {
  it('gives readers what the task writes while it runs, and ends with the job', async () => {
    const [read, written] = [gate(), gate()]
    const speak = task('speak', async (ctx) => {
      const words = ctx.stream<string>('words')
      await words.write('one')
      await read.opened
      await words.write('two')
      await ctx.stream('words').write('three')
      written.open()
      return 'done'
    })
    const { client, close } = await streaming({ functions: [speak] })
    const job = await client.enqueueJob(speak)
    const reader = job.stream<string>('words')[Symbol.asyncIterator]()
    expect(await reader.next()).toEqual({ done: false, value: 'one' })
    read.open()
    const rest = await Promise.all([reader.next(), reader.next(), reader.next()])
    expect(rest.map(({ value }) => value)).toEqual(['two', 'three', undefined])
    expect(await job.result()).toBe('done')
    await close()
  })

  it('gives it all to readers that come after the end, by id, too, and nothing of other streams', async () => {
    const speak = task('speak', async (ctx) => {
      for (let number = 1; number <= 1000; number += 1) await ctx.stream('numbers').write(number)
      await ctx.stream('other').write({ the: 'other' })
    })
    const { client, close } = await streaming({ functions: [speak] })
    const job = await client.enqueueJob(speak)
    await job.result()
    const expected = Array.from({ length: 1000 }, (_, index) => index + 1)
    const readers = [job, client.getJob(job.id), job]
    const read = await Promise.all(readers.map((each) => all(each.stream('numbers'))))
    for (const numbers of read) expect(numbers).toEqual(expected)
    expect(await all(job.stream('other'))).toEqual([{ the: 'other' }])
    expect(await all(job.stream('none'))).toEqual([])
    await close()
  })

  it('does not end before its last item, though the job ends while a reader looks', async () => {
    const looked = gate()
    const speak = task('speak', async (ctx) => {
      await looked.opened
      await ctx.stream('words').write('the last')
    })
    const { client, store, close } = await streaming({ functions: [speak] })
    const job = await client.enqueueJob(speak)
    const read = store.streams.read.bind(store.streams)
    let looks = 0
    Object.assign(store.streams, {
      read: async (...call: Parameters<typeof read>) => {
        const slice = await read(...call)
        looks += 1
        if (looks > 1) return slice
        looked.open()
        // Its answer takes until the job has ended, and everybody knows.
        await job.result()
        for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate)
        return slice
      },
    })
    expect(await all(job.stream('words'))).toEqual(['the last'])
    await close()
  })

  it('goes on where a reader was', async () => {
    const speak = task('speak', async (ctx) => {
      for (const word of ['a', 'b', 'c', 'd']) await ctx.stream('words').write(word)
    })
    const { client, close } = await streaming({ functions: [speak] })
    const job = await client.enqueueJob(speak)
    const seen: StreamEntry[] = []
    for await (const entry of job.stream('words').entries()) {
      seen.push(entry)
      if (entry.value === 'b') break
    }
    const after = seen.at(-1)?.id
    const rest = await all(client.getJob(job.id).stream('words', { after }).entries())
    seen.push(...rest)
    expect(seen.map(({ value }) => value)).toEqual(['a', 'b', 'c', 'd'])
    expect(new Set(seen.map(({ id }) => id)).size).toBe(4)
    expect(new Set(seen.map(({ run }) => run)).size).toBe(1)
    await close()
  })

  it('has the items of each try, which tell their try', async () => {
    const speak = task('speak', async (ctx) => {
      const words = ctx.stream('words')
      await words.write('first')
      await words.write('second')
      if (ctx.jobTry < 3) throw new Retry({ defer: 0 })
    })
    const { client, close } = await streaming({ functions: [speak] })
    const job = await client.enqueueJob(speak)
    const entries = await all(job.stream('words').entries())
    expect(tries(entries)).toEqual(
      [1, 2, 3].flatMap((jobTry) => [
        [jobTry, 'first'],
        [jobTry, 'second'],
      ]),
    )
    expect(new Set(entries.map(({ run }) => run)).size).toBe(3)
    await close()
  })

  it('tells a reader that was overtaken what it has missed, and lets it go on', async () => {
    const speak = task('speak', async (ctx) => {
      const numbers = ctx.stream('numbers', { maxItems: 10 })
      for (let number = 1; number <= 100; number += 1) await numbers.write(number)
      await numbers.flush()
      // A store may be one append late.
      await numbers.write(101)
    })
    const { client, close } = await streaming({ functions: [speak] })
    const job = await client.enqueueJob(speak)
    await job.result()
    const entries = await all(job.stream('numbers').entries())
    const [first] = entries
    expect(entries.length).toBe(10)
    expect(first).toMatchObject({ value: 92, missed: 91 })
    expect(entries.slice(1).every(({ missed }) => missed === 0)).toBe(true)

    const overtaken = all(job.stream('numbers'))
    await expect(overtaken).rejects.toMatchObject({ code: 'ARQ_STREAM_OVERTAKEN', missed: 91 })
    const error = await overtaken.catch((thrown: unknown) => thrown)
    const after = error instanceof StreamOvertaken ? error.resumeAfter : undefined
    const wanted = Array.from({ length: 10 }, (_, index) => index + 92)
    expect(await all(job.stream('numbers', { after }))).toEqual(wanted)
    expect(await all(job.stream('numbers', { gaps: 'skip' }))).toEqual(wanted)
    await close()
  })

  it('tells when the store has lost what a reader knows', async () => {
    const [lost, gone] = [gate(), gate()]
    const speak = task('speak', async (ctx) => {
      const words = ctx.stream('words')
      for (const word of ['a', 'b', 'c']) await words.write(word)
      await words.flush()
      await lost.opened
      await words.write('d')
      await words.flush()
      await gone.opened
    })
    const { client, store, close } = await streaming({ functions: [speak] })
    const job = await client.enqueueJob(speak)
    const entries = job.stream('words').entries()
    for (const word of ['a', 'b', 'c']) {
      expect((await entries.next()).value).toMatchObject({ value: word, missed: 0 })
    }
    store.loseRecords()
    lost.open()
    const { value } = await entries.next()
    expect(value).toMatchObject({ value: 'd' })
    expect(value?.missed).toBeGreaterThan(0)
    gone.open()
    await entries.return()
    await close()
  })

  it('ends for its reader when the reader leaves, and when it aborts', async () => {
    const [done, began] = [gate(), gate()]
    const speak = task('speak', async (ctx) => {
      await ctx.stream('words').write('a')
      began.open()
      await done.opened
    })
    const { client, close } = await streaming({ functions: [speak] })
    const job = await client.enqueueJob(speak)
    await began.opened
    const leaving = new AbortController()
    const reading = all(job.stream('words', { signal: leaving.signal }))
    for await (const word of job.stream('words')) {
      expect(word).toBe('a')
      break
    }
    leaving.abort()
    expect(await reading).toEqual(['a'])
    expect(await all(job.stream('words', { signal: leaving.signal }))).toEqual([])
    done.open()
    await close()
  })

  it('ends with a job that fails, and with one that is aborted', async () => {
    const failing = task('failing', async (ctx) => {
      await ctx.stream('words').write('last words')
      throw new TypeError('broken')
    })
    const endless = task('endless', async (ctx) => {
      await ctx.stream('words').write('going on')
      await new Promise((_, reject) => {
        ctx.signal.addEventListener('abort', () => reject(new Error('stopped')))
      })
    })
    const { client, close } = await streaming({ functions: [failing, endless] })
    const failed = await client.enqueueJob(failing)
    expect(await all(failed.stream('words'))).toEqual(['last words'])
    await expect(failed.result()).rejects.toMatchObject({ code: 'ARQ_JOB_FAILED' })

    const job = await client.enqueueJob(endless)
    const read: unknown[] = []
    for await (const word of job.stream('words')) {
      read.push(word)
      await job.abort()
    }
    expect(read).toEqual(['going on'])
    await close()
  })

  it('is of one enqueue: a later job of the same id begins anew', async () => {
    const speak = task('speak', async (ctx, word: string) => {
      await ctx.stream('words').write(word)
    })
    const { client, close } = await streaming({ functions: [speak] })
    const first = await client.enqueueJob(speak, ['first'], { jobId: 'daily' })
    await first?.result()
    await first?.delete()
    const second = await client.enqueueJob(speak, ['second'], { jobId: 'daily' })
    await second?.result()
    expect(await all(client.getJob('daily').stream('words'))).toEqual(['second'])
    expect(second && (await all(second.stream('words')))).toEqual(['second'])
    // They went with the job that was deleted.
    expect(first && (await all(first.stream('words')))).toEqual([])
    await close()
  })

  it('gathers what is written in a hurry: thousands of items in a few appends, none of them too large', async () => {
    const speak = task('speak', async (ctx) => {
      for (let number = 0; number < 3000; number += 1) void ctx.stream('numbers').write(number)
      await ctx.stream('numbers').flush()
    })
    const { client, store, close } = await streaming({ functions: [speak] })
    const appends: number[] = []
    const append = store.streams.append.bind(store.streams)
    Object.assign(store.streams, {
      append: async (...call: Parameters<typeof append>) => {
        appends.push(call[1].texts.length)
        await append(...call)
      },
    })
    const job = await client.enqueueJob(speak)
    expect(await all(job.stream('numbers'))).toHaveLength(3000)
    expect(appends.length).toBeLessThan(20)
    expect(Math.max(...appends)).toBeLessThanOrEqual(500)
    await close()
  })

  it('holds up a task that is faster than the store, and loses nothing', async () => {
    const [asked, go] = [gate(), gate()]
    let accepted = 0
    const speak = task('speak', async (ctx) => {
      const numbers = ctx.stream('numbers')
      for (let number = 0; number < 5000; number += 1) {
        await numbers.write(number)
        accepted += 1
      }
    })
    const { client, store, close } = await streaming({ functions: [speak] })
    const append = store.streams.append.bind(store.streams)
    Object.assign(store.streams, {
      append: async (...call: Parameters<typeof append>) => {
        asked.open()
        await go.opened
        await append(...call)
      },
    })
    const job = await client.enqueueJob(speak)
    await asked.opened
    // What the task does without waiting for the store it does in these turns.
    for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate)
    expect(accepted).toBeGreaterThan(900)
    expect(accepted).toBeLessThan(1100)
    go.open()
    expect(await all(job.stream('numbers'))).toHaveLength(5000)
    await close()
  })
})

describe('the store of a stream', () => {
  it('may be away while a task writes: the items come when it is back, each once, before the end', async () => {
    const clock = new ManualClock()
    const down = gate()
    const speak = task('speak', async (ctx) => {
      const words = ctx.stream('words')
      await words.write('before')
      await words.flush()
      down.open()
      for (const word of ['during', 'the', 'outage']) await words.write(word)
      return 'done'
    })
    const { client, store, close } = await streaming({ functions: [speak] }, { clock })
    const job = await client.enqueueJob(speak)
    // An append that the store makes, and does not answer.
    const append = store.streams.append.bind(store.streams)
    let answers = 0
    Object.assign(store.streams, {
      append: async (...call: Parameters<typeof append>) => {
        await append(...call)
        answers += 1
        if (answers === 2) {
          store.fail()
          await append(...call)
        }
      },
    })
    const reading = all(job.stream('words'))
    await clock.advance(0)
    await down.opened
    await clock.advance('5s')
    store.recover()
    await clock.advance('10s')
    expect(await reading).toEqual(['before', 'during', 'the', 'outage'])
    expect(await job.result()).toBe('done')
    await close()
  })

  it('is given up 30 s after the run: the job ends, and the worker says what is lost', async () => {
    const clock = new ManualClock()
    const speak = task('speak', async (ctx) => {
      await ctx.stream('words').write('lost')
      return 'done'
    })
    const arq = await streaming({ functions: [speak] }, { clock })
    const { client, store, log } = arq
    const text = errorTexts.closed({ what: 'store' })
    Object.assign(store.streams, {
      append: () => Promise.reject(new ResultStoreError({ code: 'ARQ_STORE_CONNECTION', text })),
    })
    const job = await client.enqueueJob(speak)
    await clock.advance('20s')
    expect(await job.status()).not.toBe('completed')
    await clock.advance('15s')
    expect(await job.status()).toBe('completed')
    const warnings = log.filter(({ level }) => level === 'warn').map(({ message }) => message)
    expect(warnings.join()).toContain('1 items of stream words are lost')
    await arq.close()
  })

  it('refuses what JSON cannot carry, names that are none, and items beyond 1 MiB', async () => {
    const speak = task('speak', async (ctx) => {
      const words = ctx.stream('words')
      const codes = []
      for (const value of [1n, undefined, 'x'.repeat(1024 * 1024), new Map()]) {
        codes.push(await words.write(value).catch(codeOf))
      }
      const names = ['', 'arq:inbox', 'x'.repeat(300), 'a\nb']
      codes.push(...names.map((name) => codeOfCall(() => ctx.stream(name))))
      codes.push(codeOfCall(() => ctx.stream('words', { maxItems: 0 })))
      return codes
    })
    const { client, close } = await streaming({ functions: [speak] })
    const job = await client.enqueueJob(speak)
    const codes = await job.result()
    expect(codes.slice(0, 4)).toEqual(Array(4).fill('ARQ_ENCODE_FAILED'))
    expect(codes.slice(4)).toEqual(Array(5).fill('ARQ_CONFIG_INVALID'))
    expect(() => job.stream('arq:inbox')).toThrow('must not begin with arq:')
    expect(() => job.stream('words', { after: 'nonsense' })).toThrow('options of stream()')
    await close()
  })

  it('may have no streams: tasks, clients and workers say so', async () => {
    const codes: unknown[] = []
    const speak = task('speak', async (ctx) => {
      codes.push(codeOfCall(() => ctx.stream('words')))
      codes.push(codeOfCall(() => ctx.inbox))
    })
    const store = withoutStreams()
    const arq = await setup({
      functions: [speak],
      resultStore: store,
    })
    void arq.worker.run()
    const client = await createClient({
      transport: new MemoryTransport({ broker: arq.broker }),
      resultStore: store,
      logger: silentLogger,
    })
    const job = await client.enqueueJob(speak)
    await job.result()
    codes.push(codeOfCall(() => job.stream('words')))
    codes.push(await job.send('hello').catch(codeOf))
    expect(codes).toEqual(Array(4).fill('ARQ_UNSUPPORTED'))
    await client.close()
    await arq.close()

    const declared = task({ name: 'declared', streams: true, run: async () => 1 })
    const settings = { transport: new MemoryTransport(), functions: [declared] }
    for (const resultStore of [store, undefined]) {
      const given = resultStore ? { ...settings, resultStore } : settings
      expect(() => new Worker(given)).toThrow('Task declared uses streams')
    }
    expect(new Worker({ ...settings, resultStore: new MemoryResultStore() })).toBeDefined()
  })
})

describe('the inbox of a job', () => {
  it('gives what is sent before the job begins and while it runs, in order', async () => {
    const asked = gate()
    const listen = task('listen', async (ctx) => {
      const heard: unknown[] = []
      for await (const message of ctx.inbox) {
        heard.push(message)
        if (heard.length === 2) asked.open()
        if (message === 'stop') break
      }
      return heard as string[]
    })
    const { client, worker, close } = await streaming({ functions: [listen] }, { runs: false })
    const job = await client.enqueueJob(listen)
    expect(await Promise.all([job.send('one'), job.send('two')])).toEqual([true, true])
    void worker.run()
    await asked.opened
    expect(await client.getJob(job.id).send('three')).toBe(true)
    expect(await job.send('stop')).toBe(true)
    expect(await job.result()).toEqual(['one', 'two', 'three', 'stop'])
    expect(await job.send('too late')).toBe(false)
    await expect(client.getJob('nobody').send('hello')).rejects.toMatchObject({
      code: 'ARQ_JOB_NOT_FOUND',
    })
    await close()
  })

  it('is read from the first message on by each try, and after an id by who asks', async () => {
    const listen = task('listen', async (ctx) => {
      const heard: unknown[] = []
      for await (const { value, id } of ctx.inbox.entries()) {
        heard.push(value)
        if (value !== 'b') continue
        if (ctx.jobTry === 1) throw new Retry({ defer: 0 })
        for await (const later of ctx.inbox.entries({ after: id })) {
          heard.push(later.value)
          if (later.value === 'd') return heard as string[]
        }
      }
      return []
    })
    const { client, worker, close } = await streaming({ functions: [listen] }, { runs: false })
    const job = await client.enqueueJob(listen)
    for (const message of ['a', 'b', 'c', 'd']) await job.send(message)
    void worker.run()
    expect(await job.result()).toEqual(['a', 'b', 'c', 'd'])
    await close()
  })

  it('ends, and throws nothing, when the job is aborted and when its run is over', async () => {
    const ends: string[] = []
    const [began, over] = [gate(), gate()]
    const follow = async (ctx: JobContext<object>, name: string): Promise<void> => {
      for await (const message of ctx.inbox) ends.push(`${name} heard ${String(message)}`)
      ends.push(`${name} ended`)
      if (name === 'brief') over.open()
    }
    const long = task('long', async (ctx) => {
      const following = follow(ctx, 'long')
      began.open()
      await following
    })
    const brief = task('brief', async (ctx) => {
      void follow(ctx, 'brief')
    })
    const { client, close } = await streaming({ functions: [long, brief] })
    const job = await client.enqueueJob(long)
    await began.opened
    expect(await job.abort()).toBe(true)
    const other = await client.enqueueJob(brief)
    await other.result()
    await over.opened
    expect(ends).toEqual(['long ended', 'brief ended'])
    await close()
  })
})

function withoutStreams(): MemoryResultStore {
  return Object.assign(new MemoryResultStore(), { streams: undefined })
}

const codeOf = (error: unknown): unknown => Reflect.get(Object(error), 'code')

function codeOfCall(call: () => unknown): string {
  try {
    call()
    return 'nothing'
  } catch (error) {
    return String(codeOf(error))
  }
}
