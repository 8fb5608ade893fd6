import { createClient } from '@arq/client'
import {
  type AnnouncedJob,
  decodeJobRecord,
  type EnqueueOptions,
  PublishNotConfirmed,
  task,
} from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { afterEach, describe, expect, it } from '@jest/globals'

import { type Bench, rejection, setup, stateOf } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)
const refused = () =>
  new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_NACKED',
    text: errorTexts.closed({ what: 'x' }),
    scope: 'message',
  })

const releases: (() => void)[] = []
afterEach(() => {
  for (const release of releases.splice(0)) release()
})

/** A store that answers announcements when it is released; what each call announced. */
async function withSlowStore(settings: Parameters<typeof setup>[0] = {}) {
  const bench = await setup(settings)
  const calls: (readonly AnnouncedJob[])[] = []
  const { store } = bench
  const announce = store.announce.bind(store)
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  releases.push(release)
  store.announce = async (jobs) => {
    calls.push(jobs)
    await released
    return announce(jobs)
  }
  return { ...bench, calls, release }
}

const recordOf = async ({ store }: Bench, { jobId }: { readonly jobId: string }) => store.get(jobId)

describe('the queued record of a job that nobody else can know of', () => {
  it('is written beside the sending, and both are waited for', async () => {
    const bench = await withSlowStore()
    const { client, transport, clock, calls, release } = bench
    const enqueuing = client.enqueueJob(add, [1, 2])
    expect(await stateOf(enqueuing, clock)).toBe('pending')
    expect(transport.published).toHaveLength(1)
    expect(transport.published[0]!.headers).toMatchObject({ 'x-arq-uncontested': 'announced' })
    expect(calls).toHaveLength(1)
    release()
    const job = await enqueuing
    expect(await job.status()).toBe('queued')
  })

  it('goes with those of the same turn, in one call, and says what was handed over', async () => {
    const { client, calls, release } = await withSlowStore()
    release()
    const args: [number, number] = [1, 2]
    const first = client.enqueueJob(add, args)
    args[0] = 7
    const jobs = await Promise.all([first, client.enqueueJob(add, [3, 4])])
    expect(calls).toHaveLength(1)
    expect(calls[0]!.map(({ text }) => decodeJobRecord(text))).toMatchObject([
      { jobId: jobs[0].id, status: 'queued', args: [1, 2] },
      { jobId: jobs[1].id, status: 'queued', args: [3, 4] },
    ])
    await client.enqueueJob(add, [5, 6])
    expect(calls).toHaveLength(2)
  })

  it('is taken back when the broker refused the job, also when the store was slower', async () => {
    const bench = await withSlowStore()
    const { client, transport, clock, store, calls, release } = bench
    transport.onPublish = () => Promise.reject(refused())
    const refusal = rejection(client.enqueueJob(add, [1, 2]))
    expect(await stateOf(refusal, clock)).toBe('pending')
    release()
    expect(await refusal).toMatchObject({ code: 'ARQ_PUBLISH_NACKED' })
    expect(await recordOf(bench, calls[0]![0]!)).toBeUndefined()
    expect((await store.stats()).details).toEqual({ records: 0 })
  })

  it('is waited for by a client that closes', async () => {
    const { client, clock, calls, store, release } = await withSlowStore()
    const enqueuing = client.enqueueJob(add, [1, 2])
    await stateOf(enqueuing, clock)
    const closing = client.close()
    expect(await stateOf(closing, clock)).toBe('pending')
    release()
    await closing
    await store.connect()
    expect(await store.getStatus(calls[0]![0]!.jobId)).toBe('queued')
    await store.close()
    await enqueuing
  })

  it.each<[string, EnqueueOptions]>([
    ['the caller chose the id', { jobId: 'one' }],
    ['the job is delayed', { deferBy: '1h' }],
    ['the job begins with a later try', { jobTry: 2 }],
  ])('is written before the sending when %s', async (_words, options) => {
    const { client, transport, store, calls } = await withSlowStore()
    const statuses: unknown[] = []
    transport.onPublish = async ({ correlationId = '' }) => {
      statuses.push(await store.getStatus(correlationId))
    }
    await client.enqueueJob(add, [1, 2], options)
    expect(statuses).toEqual(['queued'])
    expect(calls).toEqual([])
    expect(transport.published[0]!.headers['x-arq-uncontested']).toBeUndefined()
  })

  it.each([
    ['its outages refuse jobs', (bench: Bench) => bench, 'refuse'],
    [
      'it cannot write beside the sending',
      ({ store }: Bench) => Object.defineProperty(store, 'announce', { value: undefined }),
      'degrade',
    ],
  ] as const)(
    'is written before the sending to a store of which %s',
    async (_words, change, onFailure) => {
      const bench = await setup({ onFailure })
      change(bench)
      const client = await createClient(bench.settings)
      const statuses: unknown[] = []
      bench.transport.onPublish = async ({ correlationId = '', headers }) => {
        statuses.push(await bench.store.getStatus(correlationId), headers['x-arq-uncontested'])
      }
      await client.enqueueJob(add, [1, 2])
      expect(statuses).toEqual(['queued', 'true'])
      await client.close()
    },
  )
})
