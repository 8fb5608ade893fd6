import { readdirSync, readFileSync } from 'node:fs'

import { Retry, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup } from './setup.js'

/** A recorded message of the Python library: see the README beside the files. */
interface Sample {
  readonly case: string
  readonly job_id: string
  readonly messages: readonly {
    readonly from: 'client' | 'broker'
    readonly method: string
    readonly properties: { readonly headers?: Record<string, unknown> }
    readonly body?: string
    readonly body_base64?: string
  }[]
  readonly in_dlq?: { readonly headers: Record<string, unknown> } | null
}

const folder = new URL('../../core/test/wire-samples/', import.meta.url)
const samples = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'declared.json')
    .map((name) => {
      const sample = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Sample
      return [sample.case, sample]
    }),
)

/** The tasks that the recorded jobs call, doing what the Python ones did. */
const functions = [
  task('echo', async (_ctx, ...args: unknown[]) => args),
  task('add', async (_ctx, a: number, b: number) => a + b),
  task('fail', async (_ctx, words: string) => {
    throw Object.assign(new Error(words), { name: 'ValueError' })
  }),
  task('os_error', async () => {
    throw Object.assign(new Error('no route'), { name: 'OSError', code: 'ECONNRESET' })
  }),
  task('raise_permission', async () => {
    throw Object.assign(new Error('denied'), { name: 'PermissionError', code: 'EACCES' })
  }),
  task('raise_timeout', async () => {
    throw Object.assign(new Error('slow'), { name: 'TimeoutError' })
  }),
  task('bad_result', async () => ({ it: 10n })),
  task('retry_once', async (ctx) => {
    if (ctx.jobTry === 1) throw new Retry()
    return { job_try: ctx.jobTry }
  }),
  task('retry_always', async () => {
    throw new Retry({ defer: 0 })
  }),
]

/** Runs the first message of a recorded case and gives what is left of it. */
async function run(name: string) {
  const sample = samples.get(name)
  const first = sample?.messages[0]
  if (!sample || !first) throw new Error(`no sample ${name}`)
  // The samples are of this day; their jobs expire a day later.
  const clock = new ManualClock(Date.parse('2026-11-22T02:00:00Z'))
  const arq = await setup({ functions, unknownTaskGrace: 0, retryBackoff: '500ms' }, { clock })
  const body = Buffer.from(
    first.body_base64 ?? first.body ?? '',
    first.body_base64 ? 'base64' : 'utf8',
  )
  void arq.worker.run()
  await arq.publish({ body, headers: first.properties.headers ?? {} })
  await clock.advance('60s')
  const record = await arq.store.get(sample.job_id)
  const waiting = (await arq.client.queueInfo('default.dlq'))?.ready ?? 0
  const [letter] = waiting > 0 ? await arq.take('default.dlq') : []
  await arq.close()
  return { sample, record, letter, body, counts: arq.worker.counts }
}

describe('a job sent by the Python library', () => {
  it.each([
    ['normal', undefined],
    ['no-headers', undefined],
    ['extra-keys-minimal', undefined],
    ['deferred-by-client', 3],
    ['deferred-by-worker', 3],
    ['retry-then-ok', { job_try: 2 }],
    ['retry-no-defer', { job_try: 2 }],
  ])('is run: %s', async (name, result) => {
    const { record, letter } = await run(name)
    expect(record?.status).toBe('completed')
    if (result !== undefined) expect(record?.result).toEqual(result)
    expect(letter).toBeUndefined()
  })

  it.each([
    ['not-json', 'parse_failed'],
    ['not-utf8', 'unknown'],
    ['json-array', 'unknown'],
    ['missing-function', 'unknown'],
  ])(
    'that is not a job is parked byte for byte, marked as Python marks it: %s',
    async (name, id) => {
      const { letter, body, sample } = await run(name)
      expect(Buffer.compare(letter!.body, body)).toBe(0)
      expect(letter?.headers['x-job-id']).toBe(id)
      expect(sample.in_dlq?.headers['x-job-id']).toBe(id)
      for (const header of Object.keys(sample.in_dlq?.headers ?? {})) {
        expect(letter?.headers).toHaveProperty(header)
      }
    },
  )

  it.each([
    ['error-non-retriable', 'ValueError', 'non_retriable', 1],
    ['error-retriable-exhausted', 'OSError', 'retriable', 4],
    ['retry-exhausted', 'MaxRetriesExceeded', 'retriable', 4],
    ['permission-error', 'PermissionError', 'non_retriable', 1],
    ['timeout-error', 'TimeoutError', 'retriable', 4],
    ['unknown-function', 'UnknownFunction', 'non_retriable', 1],
    ['wrong-arguments', 'SerializationError', 'non_retriable', 1],
    ['result-not-json', 'SerializationError', 'non_retriable', 1],
  ])('that fails is stored as failed and parked: %s', async (name, type, category, runs) => {
    const { record, letter, sample } = await run(name)
    expect(record).toMatchObject({ status: 'failed', retryCount: runs - 1 })
    expect(letter?.headers).toMatchObject({
      'x-error-type': type,
      'x-error-category': category,
      'x-job-id': sample.job_id,
      'x-retry-count': runs - 1,
    })
    expect(JSON.parse(Buffer.from(letter!.body).toString())).toMatchObject({
      job_id: sample.job_id,
      job_try: runs,
    })
  })

  it('that has expired is not run', async () => {
    const { record, letter } = await run('expired')
    expect(record).toMatchObject({ status: 'failed', errorCode: 'ARQ_JOB_EXPIRED' })
    expect(letter?.headers['x-error-type']).toBe('JobExpired')
  })

  it('is covered case by case: no recording is left out', () => {
    const covered = [
      'normal no-headers extra-keys-minimal deferred-by-client deferred-by-worker retry-then-ok retry-no-defer',
      'not-json not-utf8 json-array missing-function',
      'error-non-retriable error-retriable-exhausted retry-exhausted permission-error timeout-error',
      'unknown-function result-not-json expired wrong-arguments',
    ].flatMap((line) => line.split(' '))
    expect([...samples.keys()].sort()).toEqual(covered.sort())
  })
})
