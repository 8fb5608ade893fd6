import { randomUUID } from 'node:crypto'

import type { JobRecord } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { arq, startArq } from './run-arq.js'
import { serverUrl } from './servers.js'

const url = serverUrl('ARQ_TEST_REDIS_URL')
const keyPrefix = `arq-test-${randomUUID()}`
const storeUrl = `${url}?prefix=${keyPrefix}`
const store = new RedisResultStore({ url, keyPrefix })
const ttlMs = 120_000

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 1, minute)).toISOString()

const record = (jobId: string, minute: number, rest: Partial<JobRecord> = {}): JobRecord => ({
  ...{ jobId, status: 'completed', functionName: 'charge', args: [], kwargs: {} },
  ...{ queueName: 'orders', retryCount: 0, workerId: 'w1', enqueueTime: at(minute) },
  ...{ startTime: at(minute), createdAt: at(minute), endTime: at(minute + 1) },
  ...rest,
})

beforeAll(async () => {
  await store.connect()
  const failed = {
    status: 'failed',
    error: 'CardError: no card\nmore',
    args: ['order-4711'],
  } as const
  await store.create(record('paid', 1, { kwargs: { password: 'geheim', to: '张三' } }), { ttlMs })
  await store.create(record('refused', 3, failed), { ttlMs })
  await store.create(record('later', 5, { status: 'queued', queueName: 'others' }), { ttlMs })
})
afterAll(async () => {
  for (const jobId of ['paid', 'refused', 'later']) await store.delete(jobId)
  await store.close()
})

const jobs = (...flags: readonly string[]) =>
  arq(['jobs', '--result-store-url', storeUrl, ...flags])

const idsOf = async (...flags: readonly string[]): Promise<unknown> => {
  const { stdout } = await jobs(...flags, '--json')
  return (JSON.parse(stdout) as { jobs: { jobId: string }[] }).jobs.map(({ jobId }) => jobId)
}

describe('arq jobs', () => {
  it('shows what is there, the newest first, and how much was looked at', async () => {
    const { code, stdout, stderr } = await jobs()
    const [heading, ...lines] = stdout.trimEnd().split('\n')
    expect(heading).toMatch(/^JOB +TASK +QUEUE +STATUS +ENQUEUED +ENDED +ERROR$/)
    expect(lines.map((line) => line.split(/ +/)[0])).toEqual(['later', 'refused', 'paid', '3'])
    expect(lines[1]).toMatch(
      /failed +2026-11-22T01:03:00Z +2026-11-22T01:04:00Z +CardError: no card$/,
    )
    expect(lines[3]).toBe('3 found; 3 records looked at.')
    // Progress is for terminals.
    expect([code, stderr]).toEqual([0, ''])
  })

  it('finds by each flag', async () => {
    expect(await idsOf('--id', 'paid')).toEqual(['paid'])
    expect(await idsOf('--id-prefix', 'pa')).toEqual(['paid'])
    expect(await idsOf('--task', 'charge', '-q', 'others')).toEqual(['later'])
    expect(await idsOf('--status', 'failed', '--status', 'queued')).toEqual(['later', 'refused'])
    expect(await idsOf('--since', at(3), '--until', at(5))).toEqual(['refused'])
    expect(await idsOf('--ended-since', at(2), '--ended-until', at(4))).toEqual(['paid'])
    expect(await idsOf('--error', 'no card')).toEqual(['refused'])
    expect(await idsOf('--payload', '4711')).toEqual(['refused'])
    expect(await idsOf('--payload', '张三')).toEqual(['paid'])
    expect(await idsOf('--payload', '471_')).toEqual([])
  })

  it('tells programs whether it is all, and goes on at its cursor', async () => {
    const first = JSON.parse((await jobs('--limit', '2', '--json')).stdout) as {
      readonly cursor: string
      readonly jobs: readonly { readonly jobId: string }[]
    }
    expect(first).toMatchObject({ isComplete: false, order: 'none', covers: 'all' })
    const rest = await idsOf('--cursor', first.cursor)
    const ids = [...first.jobs.map(({ jobId }) => jobId), ...(rest as string[])]
    expect(ids.sort()).toEqual(['later', 'paid', 'refused'])
  })

  it('leaves out what nobody is to see', async () => {
    const { stdout } = await jobs('--id', 'paid', '--json')
    expect(stdout).not.toContain('geheim')
  })

  it.each([
    [['--status', 'gone'], /--status: "gone" is no status; there are queued, in_progress/],
    [['--limit', '0'], /--limit: "0" is no whole number above 0/],
    [['--since', 'yesterday'], /--since: .*yesterday/],
    [['--payload', 'a', '--payload', 'b'], /--payload: was given more than once/],
    [['--cursor', 'x'], /cursor: is no cursor/],
  ])('refuses %j', async (flags, words) => {
    const { code, stderr } = await jobs(...flags)
    expect(stderr).toMatch(words)
    expect(code).toBe(2)
  })

  it('answers Ctrl-C with what was found so far', async () => {
    const { process: child, says, ended } = startArq(['jobs', '-m', './endless-search.ts:settings'])
    await says('searching')
    child.kill('SIGINT')
    const { code, stdout } = await ended
    expect(stdout).toContain('endless-1 ')
    expect(stdout).toContain('the search was stopped before it had looked at all records')
    expect(code).toBe(0)
  })
})
