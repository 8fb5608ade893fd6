import {
  durationSchema,
  durationToMs,
  type EntryChange,
  parseSettings,
  SignalTimeout,
} from '@arq/core'
import {
  decideWait,
  readSignal,
  signalEntryName,
  signalNameSchema,
  type WaitDecision,
  writeSignal,
} from '@arq/core/internal'
import * as v from 'valibot'

import type { DurableJob } from '../run/durable-context.js'
import type { DurableRun } from '../suspend/durable-run.js'

const nameSchema = v.strictObject({ name: signalNameSchema })

const optionsSchema = v.strictObject({ timeout: durationSchema })

interface WaitingJob {
  readonly job: Pick<DurableJob, 'jobId' | 'signal'>
  readonly run: DurableRun
}

/**
 * What `ctx.waitFor` does: gives the signal back that is there, or suspends the job until it comes. The first moment of
 * the wait, and that it was in vain, are kept beside the signal, each in the place of what was read: see ADR 32.
 * @throws SignalTimeout when the time is up; ConfigurationError naming what is wrong
 */
export async function waitForSignal(
  { job: { jobId, signal }, run }: WaitingJob,
  givenName: unknown,
  options: unknown,
): Promise<unknown> {
  const { name } = parseSettings('ctx.waitFor', nameSchema, { name: givenName })
  const { timeout } = parseSettings('options of ctx.waitFor', optionsSchema, options)
  const timeoutMs = durationToMs(timeout, 'timeout')
  signal.throwIfAborted()
  run.mayWait(timeoutMs)
  const { decision, change } = await run.during(() => decide(run, { name, timeoutMs }))
  switch (decision.kind) {
    case 'given':
      return decision.payload
    case 'timedOut':
      throw new SignalTimeout({ jobId, signal: name, timeoutMs })
    case 'waiting':
      // Written with the suspension: should the signal have come by then, the job goes on at once.
      return run.suspend({
        untilMs: decision.state.dueAtMs,
        changes: [change(writeSignal(decision.state))],
        canBeWoken: true,
      })
  }
}

interface Decided {
  readonly decision: WaitDecision
  /** Of the signal's entry, where what was read still stands. */
  readonly change: (text: string) => EntryChange
}

/** What the wait comes to. That it was in vain is stored before the task is told so: a signal may come at that moment. */
async function decide(
  run: DurableRun,
  { name, timeoutMs }: { readonly name: string; readonly timeoutMs: number },
): Promise<Decided> {
  const entryName = signalEntryName(name)
  let { entries } = await run.entries()
  for (;;) {
    const entry = entries.get(entryName)
    const nowMs = run.clock.now()
    const decision = decideWait(entry && readSignal(entry), { nowMs, timeoutMs })
    const ifVersion = entry?.version ?? null
    const change = (text: string): EntryChange => ({ name: entryName, text, ifVersion })
    if (decision.kind !== 'timedOut' || !decision.isNew) return { decision, change }
    const written = await run.write([change(writeSignal({ kind: 'timedOut', atMs: nowMs }))])
    if (written.kind === 'written') return { decision, change }
    ;({ entries } = await run.freshEntries())
  }
}
