import { encodeJobRecord, type JobRecord } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { redisKeys } from '../src/redis-keys.js'
import { JOB_STATE_LUA } from '../src/scripts/job-state.js'
import { beginCommand, WRITE_FORMS } from '../src/write-command.js'
import { wayOf } from '../src/write-way.js'

const ENQUEUED = '2026-11-22T01:35:00.675+00:00'

const KEYS = redisKeys('arq', 'lean')

const record: JobRecord = {
  jobId: 'j1',
  status: 'in_progress',
  functionName: 'add',
  args: [1],
  kwargs: {},
  queueName: 'default',
  enqueueTime: ENQUEUED,
  token: 'a-token',
  retryCount: 12,
  workerId: 'w',
  startTime: ENQUEUED,
  createdAt: ENQUEUED,
}

/** A Lua pattern of the script as a regular expression; it uses no more of either language than this. */
function luaPattern(name: string): RegExp {
  const pattern = new RegExp(`^local ${name} = '(.*)'$`, 'm').exec(JOB_STATE_LUA)?.[1] ?? ''
  const translated = pattern
    .replace('{', String.raw`\{`)
    .replaceAll('%d', String.raw`\d`)
    .replace('()', '')
  return new RegExp(translated)
}

// The script reads the head of a stored text by patterns, and `begin` replaces that head. Whoever changes the beginning
// of a record in core's job-record-codec.ts changes scripts/job-state.ts and `beginCommand` with it.
describe('the head of a record, which the write script reads without decoding the rest', () => {
  const text = encodeJobRecord(record)

  it('begins as the script expects it: token, enqueue time, status, retry count', () => {
    const [, ...values] = luaPattern('HEAD').exec(text.slice(1)) ?? []
    expect({ values, text }).toEqual({ values: ['a-token', ENQUEUED, 'in_progress', '12'], text })
  })

  it('has its counts of duplicates before that, both or none', () => {
    const counted = encodeJobRecord({ ...record, duplicateDeliveries: 3 })
    const [counts = '', ...values] = luaPattern('DUPLICATES').exec(counted) ?? []
    expect({ values, counted }).toEqual({ values: ['0', '3'], counted })
    expect(`{${counted.slice(counts.length)}`).toBe(text)
  })

  it('is recognised as that of an end, which a short script writes', () => {
    const kinds = (['completed', 'retrying'] as const).map((status) => {
      const change = { record: { ...record, status }, guard: 'uncontested', ttlMs: 60_000 } as const
      return wayOf(WRITE_FORMS.transition({ ...change, isAnnounced: true }), KEYS)
    })
    expect(kinds).toEqual(['queued', 'whole'])
  })

  it('is what a beginning puts in its place, to the letter', () => {
    const start = { jobId: 'j1', enqueueTime: ENQUEUED, token: 'a-token', retryCount: 12 }
    const command = beginCommand({ ...start, toTransition: neverAsked })
    expect(text.slice(0, command?.text.length)).toBe(command?.text)
    expect(text[command?.text.length ?? 0]).toBe('"')
  })
})

const neverAsked = (): never => {
  throw new Error('the head says it all')
}
