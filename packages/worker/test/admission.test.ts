import { jsonCodec, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { Admission, type Admitted } from '../src/intake/admission.js'
import { DeliveryReader } from '../src/intake/delivery-reader.js'
import { resolveWorkerSettings } from '../src/settings/resolve-worker-settings.js'
import { RunPolicies } from '../src/settings/run-policy.js'
import { TaskRegistry } from '../src/settings/task-registry.js'
import { deliveryOf } from './attempt-parts.js'

const known = task('known', async () => undefined)

function setupAdmission({ delays = true, unknownTaskGraceMs = 0 } = {}) {
  const clock = new ManualClock()
  const inner = new MemoryTransport({ clock })
  const settings = resolveWorkerSettings({ functions: [known], transport: inner })
  const capabilities = {
    ...inner.capabilities,
    ...(delays ? {} : { delay: undefined }),
  }
  const admission = new Admission({
    reader: new DeliveryReader([jsonCodec]),
    tasks: new TaskRegistry([known]),
    policies: new RunPolicies(settings),
    clock,
    transport: { capabilities, description: 'test' },
    unknownTaskGraceMs,
    hasEntries: true,
  })
  const take = (job: object | string, change: Parameters<typeof deliveryOf>[2] = {}) => {
    const text = typeof job === 'string' ? job : JSON.stringify({ job_id: 'a', ...job })
    return admission.take(deliveryOf(Buffer.from(text), [], change)) as Admitted
  }
  return { clock, take }
}

const LATER = '2026-01-01T01:00:00.000+00:00'

describe('admission', () => {
  it('lets a job of a known task wait for a slot', () => {
    const admitted = setupAdmission().take({ function: 'known', args: [1] })
    expect(admitted).toMatchObject({
      kind: 'run',
      attempt: { message: { args: [1] }, task: known },
    })
  })

  it('has a message parked that is not a job', () => {
    const admitted = setupAdmission().take('{not json')
    expect(admitted).toMatchObject({ kind: 'park', error: { code: 'ARQ_DECODE_FAILED' } })
  })

  it('has a job deferred whose delay nobody has served', () => {
    const { take, clock } = setupAdmission()
    const job = { function: 'known', defer_until: LATER }
    expect(take(job)).toMatchObject({ kind: 'defer', dueAtMs: clock.now() + 3_600_000 })
    expect(take(job, { headers: { 'x-client-delayed': 'true' } })).toMatchObject({ kind: 'run' })
    expect(take({ ...job, defer_until: '2025-12-31T00:00:00+00:00' }).kind).toBe('run')
  })

  it('refuses a job that would have to wait where the transport delays nothing', () => {
    const admitted = setupAdmission({ delays: false }).take({
      function: 'known',
      defer_until: LATER,
    })
    expect(admitted).toMatchObject({ kind: 'refuse', error: { code: 'ARQ_UNSUPPORTED' } })
  })

  it.each([
    [{ unknownTaskGraceMs: 60_000 }, 'awaitTask'],
    [{ unknownTaskGraceMs: 0 }, 'refuse'],
    [{ unknownTaskGraceMs: 60_000, delays: false }, 'refuse'],
  ])('has a job of an unknown task wait, or refuses it: %p', (circumstances, kind) => {
    expect(setupAdmission(circumstances).take({ function: 'unknown' }).kind).toBe(kind)
  })

  it('takes a dead letter that came home for a fresh enqueue', () => {
    const { take } = setupAdmission()
    const job = {
      function: 'known',
      job_try: 4,
      enqueue_time: '2025-12-30T00:00:00.000+00:00',
      expires: '2025-12-31T00:00:00.000+00:00',
    }
    const headers = { 'x-failed-at': '2025-12-30T12:00:00.000+00:00' }
    expect(take(job, { headers })).toMatchObject({
      kind: 'run',
      attempt: {
        message: {
          jobTry: 1,
          enqueueTime: '2025-12-30T12:00:00.000+00:00',
          expires: '2026-01-02T00:00:00.000+00:00',
        },
      },
    })
  })
})
