import { type EntryChange, PublishNotConfirmed, ResultStoreError, task } from '@arq/core'
import {
  asleep,
  begun,
  decodeTurn,
  encodeSleeping,
  encodeTurn,
  errorTexts,
  FIRST_TURN,
  jobGroup,
  MESSAGE_ENTRY,
  readSignal,
  signalEntryName,
  type Ticket,
  ticketOf,
  type Turn,
  TURN_ENTRY,
} from '@arq/core/internal'
import { describe, expect, it } from '@jest/globals'

import { type Bench, rejection, setup, setupWithoutStore } from './setup.js'

const order = task('order', () => undefined)
const NAME = 'approval'
const FOREVER = { ttlMs: 'forever' } as const

/** A job that waits for its time, and so is there to be signalled. */
async function waitingJob(bench: Bench) {
  const job = await bench.client.enqueueJob(order, [], { deferBy: '1h' })
  bench.transport.published.length = 0
  const group = jobGroup((await bench.store.get(job.jobId))!)
  return { job, group }
}

/** The same, as a worker leaves it that has suspended it. */
async function sleepingJob(bench: Bench) {
  const { transport, clock } = bench
  const job = await bench.client.enqueueJob(order, [], { deferBy: '1h' })
  const message = transport.published.at(-1)!
  transport.published.length = 0
  const group = jobGroup((await bench.store.get(job.jobId))!)
  const turn = asleep(FIRST_TURN, clock.now() + 3_600_000)
  await write(bench, group, [
    { name: TURN_ENTRY, text: encodeTurn(turn) },
    { name: MESSAGE_ENTRY, text: encodeSleeping(message) },
  ])
  return { job, group, turn }
}

const write = ({ store }: Bench, group: string, changes: readonly EntryChange[]) =>
  store.entries.write(group, changes, FOREVER)

const givenIn = async ({ store }: Bench, group: string) => {
  const entry = (await store.entries.read(group)).get(signalEntryName(NAME))
  return entry && readSignal(entry)
}

/** Of each message: the turn it is for, and how long it waits. */
const sentBy = ({ transport, clock }: Bench) =>
  transport.published.map(({ headers, dueAtMs }) => [
    ticketOf(headers).turn,
    dueAtMs === undefined ? 'now' : dueAtMs - clock.now(),
  ])

const nacked = () =>
  new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_NACKED',
    text: errorTexts.closed({ what: 'the broker' }),
    scope: 'message',
  })

const away = () =>
  new ResultStoreError({ code: 'ARQ_STORE_CONNECTION', text: errorTexts.closed({ what: 'store' }) })

describe('a signal', () => {
  it('that comes before the job has begun is kept, and no message is sent', async () => {
    const bench = await setup()
    const { job, group } = await waitingJob(bench)
    expect(await bench.client.signal(job.jobId, NAME, { by: 'ada' })).toBe('accepted')
    expect(await givenIn(bench, group)).toMatchObject({ kind: 'given', payload: { by: 'ada' } })
    expect(bench.transport.published).toEqual([])
  })

  it('is the first one for good: of a hundred at once, one is', async () => {
    const bench = await setup()
    const { job, group } = await waitingJob(bench)
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_each, index) => job.signal(NAME, index)),
    )
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'already')).toHaveLength(99)
    expect(await givenIn(bench, group)).toMatchObject({ payload: answers.indexOf('accepted') })
  })

  it('of another name is another one', async () => {
    const bench = await setup()
    const { job } = await waitingJob(bench)
    expect(await job.signal(NAME)).toBe('accepted')
    expect(await job.signal('payment')).toBe('accepted')
  })

  it('for a job that nobody knows is an error', async () => {
    const { client } = await setup()
    expect(await rejection(client.signal('nobody', NAME))).toMatchObject({
      ...{ code: 'ARQ_JOB_NOT_FOUND', details: { jobId: 'nobody' } },
    })
  })

  it('for a job that has ended is told so, also for an earlier one of its id', async () => {
    const bench = await setup()
    const options = { jobId: 'one', deferBy: '1h' } as const
    const first = (await bench.client.enqueueJob(order, [], options))!
    await first.abort()
    expect(await first.signal(NAME)).toBe('ended')
    await first.delete()
    await bench.clock.advance('1s')
    const second = (await bench.client.enqueueJob(order, [], options))!
    expect(await first.signal(NAME)).toBe('ended')
    expect(await second.signal(NAME)).toBe('accepted')
  })

  it('is told when the job has waited in vain', async () => {
    const bench = await setup()
    const { job, group } = await waitingJob(bench)
    const text = JSON.stringify({ state: 'timedOut', at: '2026-01-01T00:00:00.000+00:00' })
    await write(bench, group, [{ name: signalEntryName(NAME), text }])
    expect(await job.signal(NAME)).toBe('timedOut')
  })

  it('that cannot be kept is refused, naming why', async () => {
    const bench = await setup()
    const { job } = await waitingJob(bench)
    expect(await rejection(job.signal(NAME, 1n))).toMatchObject({ code: 'ARQ_ENCODE_FAILED' })
    expect(await rejection(job.signal('', 1))).toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
    expect(await rejection(bench.client.signal('', NAME))).toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
    })
    expect(await rejection(job.signal(NAME, 'x'.repeat(65_535)))).toMatchObject({
      ...{ code: 'ARQ_ENCODE_FAILED', details: { bytes: 65_537, limit: 65_536 } },
    })
    expect(await job.signal(NAME)).toBe('accepted')
  })

  it('needs a store with entries', async () => {
    const { client } = await setupWithoutStore()
    expect(await rejection(client.signal('one', NAME))).toMatchObject({ code: 'ARQ_UNSUPPORTED' })
    const bench = await setup()
    const { job } = await waitingJob(bench)
    Object.defineProperty(bench.store, 'entries', { value: undefined })
    expect(await rejection(job.signal(NAME))).toMatchObject({
      ...{ code: 'ARQ_UNSUPPORTED', details: { missing: 'entries' } },
    })
  })

  it('is told of by name, as is what the job waits for', async () => {
    const bench = await setup()
    const { job, group } = await waitingJob(bench)
    await job.signal(NAME, 1)
    const [since, until] = ['2026-01-01T00:00:00.000Z', '2026-01-04T00:00:00.000Z']
    const text = JSON.stringify({ state: 'waiting', since, due: until })
    await write(bench, group, [
      { name: signalEntryName('payment'), text },
      { name: 'step:ask', text: '{}' },
    ])
    expect(await job.signals()).toEqual([
      { name: NAME, state: 'given', at: new Date(bench.clock.now()), payload: 1 },
      { name: 'payment', state: 'waiting', since: new Date(since), until: new Date(until) },
    ])
    expect(await rejection(bench.client.getJob('nobody').signals())).toMatchObject({
      code: 'ARQ_JOB_NOT_FOUND',
    })
  })

  it('outlives the wait for the start of the job', async () => {
    const bench = await setup({ jobResultTtl: 10, expires: '2h' })
    const { job, group } = await waitingJob(bench)
    await job.signal(NAME)
    await bench.clock.advance('3h')
    expect(await givenIn(bench, group)).toBeDefined()
    await bench.clock.advance('10s')
    expect(await givenIn(bench, group)).toBeUndefined()
  })
})

describe('a signal for a job that is suspended', () => {
  it('is announced by a bell, stored, and wakes the job', async () => {
    const bench = await setup()
    const { job, group } = await sleepingJob(bench)
    bench.transport.onPublish = async ({ dueAtMs }) => {
      // The bell before the write, the wake behind it.
      const isGiven = (await givenIn(bench, group)) !== undefined
      expect(isGiven).toBe(dueAtMs === undefined)
    }
    expect(await job.signal(NAME)).toBe('accepted')
    expect(sentBy(bench)).toEqual([
      [1, 60_000],
      [1, 'now'],
    ])
  })

  it('is not given when there is no bell', async () => {
    const bench = await setup()
    const { job, group } = await sleepingJob(bench)
    bench.transport.onPublish = () => Promise.reject(nacked())
    expect(await rejection(job.signal(NAME))).toMatchObject({ code: 'ARQ_PUBLISH_NACKED' })
    expect(await givenIn(bench, group)).toBeUndefined()
  })

  it('has its bell when the store fails after it, and can be repeated', async () => {
    const bench = await setup()
    const { job, group } = await sleepingJob(bench)
    bench.transport.onPublish = async () => bench.store.fail(away())
    expect(await rejection(job.signal(NAME))).toMatchObject({ code: 'ARQ_STORE_CONNECTION' })
    expect(sentBy(bench)).toEqual([[1, 60_000]])
    bench.transport.onPublish = undefined
    bench.store.recover()
    expect(await givenIn(bench, group)).toBeUndefined()
    expect(await job.signal(NAME)).toBe('accepted')
  })

  it('is given although the wake cannot be sent: the bell rings, and a repeated call wakes', async () => {
    const bench = await setup()
    const { job, group } = await sleepingJob(bench)
    bench.transport.onPublish = ({ dueAtMs }) =>
      dueAtMs === undefined ? Promise.reject(nacked()) : undefined
    expect(await job.signal(NAME, 1)).toBe('accepted')
    expect(await givenIn(bench, group)).toMatchObject({ payload: 1 })
    bench.transport.onPublish = undefined
    expect(await job.signal(NAME, 2)).toBe('already')
    expect(sentBy(bench)).toEqual([
      [1, 60_000],
      [1, 'now'],
      [1, 'now'],
    ])
  })

  it('follows the job when it goes on and is suspended anew meanwhile', async () => {
    const bench = await setup()
    const { job, group, turn } = await sleepingJob(bench)
    let next: Turn | undefined
    bench.transport.onPublish = async () => {
      if (next) return
      next = asleep(begun(turn, OTHER, 'other'), bench.clock.now() + 1000)
      await write(bench, group, [{ name: TURN_ENTRY, text: encodeTurn(next) }])
    }
    expect(await job.signal(NAME)).toBe('accepted')
    expect(next?.number).toBe(2)
    expect(sentBy(bench)).toEqual([
      [1, 60_000],
      [2, 60_000],
      [2, 'now'],
    ])
  })

  it('wakes nobody when the job goes on by itself meanwhile', async () => {
    const bench = await setup()
    const { job, group, turn } = await sleepingJob(bench)
    bench.transport.onPublish = async () => {
      await write(bench, group, [
        { name: TURN_ENTRY, text: encodeTurn(begun(turn, OTHER, 'other')) },
      ])
    }
    expect(await job.signal(NAME)).toBe('accepted')
    expect(sentBy(bench)).toEqual([[1, 60_000]])
  })

  it('leaves the turn as it is', async () => {
    const bench = await setup()
    const { job, group, turn } = await sleepingJob(bench)
    await job.signal(NAME)
    const entry = (await bench.store.entries.read(group)).get(TURN_ENTRY)!
    expect(decodeTurn(entry.text)).toEqual(turn)
  })
})

const OTHER: Ticket = { turn: 1, name: 'another message' }

describe('while a job of this id is still being sent', () => {
  const one = { jobId: 'one' } as const

  /** A call whose publish is decided by `decide`. */
  async function sending(bench: Bench) {
    let decide: { refuse: (error: Error) => void; confirm: () => void } | undefined
    const isSending = new Promise<void>((resolve) => {
      bench.transport.onPublish = () => {
        bench.transport.onPublish = undefined
        resolve()
        return new Promise<void>((confirm, refuse) => {
          decide = { refuse, confirm }
        })
      }
    })
    const call = bench.client.enqueueJob(order, [], { ...one, deferBy: '1h' })
    await isSending
    return { call, decide: decide! }
  }

  it('a signal waits, and is given to the job that the repeated call makes', async () => {
    const bench = await setup()
    const { call, decide } = await sending(bench)
    const signalled = bench.client.signal('one', NAME, 1).catch((error: unknown) => error)
    decide.refuse(nacked())
    await rejection(call)
    await bench.clock.advance('1s')
    expect(await signalled).toMatchObject({ code: 'ARQ_JOB_NOT_FOUND' })

    await bench.clock.advance('1s')
    await bench.client.enqueueJob(order, [], { ...one, deferBy: '1h' })
    expect(await bench.client.signal('one', NAME, 2)).toBe('accepted')
    const group = jobGroup((await bench.store.get('one'))!)
    expect(await givenIn(bench, group)).toMatchObject({ payload: 2 })
  })

  it('a signal waits, and is given once the job is there', async () => {
    const bench = await setup()
    const { call, decide } = await sending(bench)
    const signalled = bench.client.signal('one', NAME, 1)
    decide.confirm()
    await call
    await bench.clock.advance('1s')
    expect(await signalled).toBe('accepted')
  })

  it('nothing is known of the job when that takes too long', async () => {
    const bench = await setup()
    const { call, decide } = await sending(bench)
    const signalled = rejection(bench.client.signal('one', NAME, 1))
    await bench.clock.advance('11s')
    expect(await signalled).toMatchObject({ code: 'ARQ_JOB_NOT_FOUND' })
    decide.confirm()
    await call
  })
})
