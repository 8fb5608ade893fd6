import { randomUUID } from 'node:crypto'

import { ArqError, silentLogger } from '@arq/core'
import { createOutbox, openOutboxTable, outboxRelay } from '@arq/outbox'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'

import { arq } from './run-arq.js'
import { serverUrl } from './servers.js'

const database = serverUrl('ARQ_TEST_POSTGRESQL_URL')
const tablePrefix = `t${randomUUID().slice(0, 8)}_`
const application = new pg.Client(database)
const table = openOutboxTable({ url: database, tablePrefix })

const refusal = (code: 'ARQ_PUBLISH_TOO_LARGE' | 'ARQ_PUBLISH_NACKED') => {
  const words = code === 'ARQ_PUBLISH_NACKED' ? 'the queue is full' : 'it is too large'
  return new ArqError({ code, text: { template: { en: words, 'zh-CN': words }, params: {} } })
}

beforeAll(async () => {
  await application.connect()
  await table.migrate()
})
afterAll(async () => {
  await application.query(`drop table ${tablePrefix}outbox, ${tablePrefix}outbox_schema`)
  await application.end()
})

/** Two rows that can never be sent, one whose queue is full, and one that no relay has seen. */
beforeEach(async () => {
  await application.query(`delete from ${tablePrefix}outbox`)
  const insert = async (...jobIds: readonly string[]) => {
    await application.query('begin')
    for (const jobId of jobIds) {
      await createOutbox({ tablePrefix })(application).enqueue('报告', [jobId], { jobId })
    }
    await application.query('commit')
  }
  await insert('large-1', 'large-2', 'full')
  const enqueueJob = (_task: unknown, _args: unknown, { jobId }: { readonly jobId: string }) =>
    Promise.reject(refusal(jobId === 'full' ? 'ARQ_PUBLISH_NACKED' : 'ARQ_PUBLISH_TOO_LARGE'))
  const client = { enqueueJob } as never
  await outboxRelay({ database, tablePrefix, client, logger: silentLogger }).drain()
  await insert('new')
})

const outbox = (verb: string, ...rest: readonly string[]) =>
  arq(['outbox', verb, ...rest, '--table-prefix', tablePrefix], { ARQ_OUTBOX_URL: database })

const left = async () => {
  const { waiting, retrying, aside } = await table.status()
  return { waiting, retrying, aside }
}

describe('arq outbox status', () => {
  it('shows what was set aside and what is to be tried again, with the reason', async () => {
    const { stdout, code } = await outbox('status')
    expect(stdout).toMatch(/^Waiting: 2 \(to be tried again: 1\); set aside: 2$/m)
    expect(stdout).toMatch(/^Oldest of those that wait: \S+Z, \d+ s ago$/m)
    expect(stdout).toMatch(/^large-1 +报告 +default +set aside \S+ +ARQ_PUBLISH_TOO_LARGE: it is/m)
    expect(stdout).toMatch(/^full +报告 +default +tried 1 times, again \S+ +ARQ_PUBLISH_NACKED/m)
    expect(code).toBe(0)
  })

  it('says it to programs', async () => {
    const { stdout } = await outbox('status', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ waiting: 2, retrying: 1, aside: 2 },
      oldestAgeMs: expect.any(Number),
      rows: [{ jobId: 'large-1', errorCode: 'ARQ_PUBLISH_TOO_LARGE' }, { jobId: 'large-2' }],
      retryingRows: [{ jobId: 'full', attempts: 1, errorCode: 'ARQ_PUBLISH_NACKED' }],
    })
  })
})

describe('arq outbox drop', () => {
  it('drops the jobs that are named, and says what it did not find', async () => {
    const { stdout, code } = await outbox('drop', 'large-1', 'full', '--yes', '--json')
    expect([JSON.parse(stdout), code]).toEqual([{ jobs: 2 }, 0])
    // It has not failed yet: it is the relays'.
    const other = await outbox('drop', 'new', '--yes')
    expect([other.stdout, other.code]).toEqual([expect.stringContaining('no such job'), 4])
    expect(await left()).toEqual({ waiting: 1, retrying: 0, aside: 1 })
  })

  it('drops all that were set aside, and nothing else', async () => {
    const { stdout } = await outbox('drop', '--all', '-y')
    expect(stdout).toBe('2 jobs were dropped\n')
    expect(await left()).toEqual({ waiting: 2, retrying: 1, aside: 0 })
  })

  it('drops nothing where nobody can answer, or nobody said what', async () => {
    const asked = await outbox('drop', 'large-1')
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('--yes')])
    for (const args of [[], ['large-1', '--all', '--yes'], ['--yes']]) {
      const { code, stderr } = await outbox('drop', ...args)
      expect([code, stderr]).toEqual([2, expect.stringContaining('--all')])
    }
    expect(await left()).toEqual({ waiting: 2, retrying: 1, aside: 2 })
  })
})

it('is told from a verb that is mistyped', async () => {
  const { code, stderr } = await arq(['outbox', 'statu'], { ARQ_OUTBOX_URL: database })
  expect([code, stderr]).toEqual([2, expect.stringMatching(/statu is neither .* status, retry/)])
})

describe('arq outbox retry', () => {
  it('lets a job be sent again that was set aside or put off', async () => {
    const { stdout, code } = await outbox('retry', 'large-2', 'full')
    expect([stdout, code]).toEqual(['2 jobs wait again\n', 0])
    expect(await left()).toEqual({ waiting: 3, retrying: 0, aside: 1 })
  })
})

describe('arq doctor', () => {
  it('tells of an outbox that is named, and makes no table', async () => {
    const doctor = (...rest: readonly string[]) =>
      arq(['doctor', '-u', serverUrl('ARQ_TEST_RABBITMQ_URL'), '--json', ...rest])
    const codes = ({ stdout }: { readonly stdout: string }) =>
      (JSON.parse(stdout) as { readonly findings: readonly { readonly code: string }[] }).findings
        .map(({ code }) => code)
        .filter((code) => code.startsWith('outbox'))
    const named = ['--outbox-url', database]
    expect(codes(await doctor(...named, '--table-prefix', tablePrefix))).toEqual([
      'outbox-set-aside',
    ])
    expect(codes(await doctor(...named, '--table-prefix', 'no_such_'))).toEqual([
      'outbox-unreachable',
    ])
    expect(codes(await doctor())).toEqual([])
  })
})

it('looks at an outbox that is not there without making it', async () => {
  const absent = await arq(['outbox', 'status', database, '--table-prefix', 'no_such_'])
  expect([absent.code, absent.stderr]).toEqual([1, expect.stringContaining('arq outbox migrate')])
  const { rows } = await application.query(`select to_regclass('no_such_outbox') as found`)
  expect(rows).toEqual([{ found: null }])
})
