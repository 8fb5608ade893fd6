import type { JobEvent, Text } from '@arq/core'

import { type Board, type BoardJob, isFinal } from '../board/board.js'
import type { LiveEvent } from '../world/live-event.js'
import { storyTexts as texts } from './texts.js'
import { waitText } from './wait-text.js'

type Tone = 'plain' | 'good' | 'warn' | 'bad'

/** One thing that happened, in plain words. */
export interface Told {
  readonly tone: Tone
  readonly text: Text
  /** Which promise of arq held. */
  readonly guarantee?: Text
}

/** What there is to say of an event; a pure function of the board before and after it. */
export function tell(event: LiveEvent, before: Board, after: Board): Told | undefined {
  switch (event.type) {
    case 'crowd':
      return told('plain', texts.sentMany({ count: event.count }), texts.manyGuarantee())
    case 'client':
      return event.event.type === 'jobEnqueued'
        ? toldSent(after.jobs.get(event.event.jobId), event.event.dueAt, event.atMs)
        : undefined
    case 'cron': {
      const number = after.jobs.get(event.jobId)?.number ?? 0
      return told('plain', texts.cron({ number }), texts.cronGuarantee())
    }
    case 'worker':
      return toldJob(event.name, event.event, before, after)
    case 'aborted': {
      const had = before.jobs.get(event.jobId)
      if (!had || isFinal(had)) return undefined
      return told('warn', texts.abortedWaiting({ number: had.number }), texts.abortGuarantee())
    }
    case 'result': {
      const job = after.jobs.get(event.jobId)
      if (!job || job.isOfCrowd) return undefined
      return told('good', texts.result({ number: job.number, result: event.text }))
    }
    case 'killed': {
      const { name } = event
      const running = before.runs.find((run) => run.name === name)
      const culprit = running && before.jobs.get(running.jobId)
      if (event.byJob && culprit) {
        const { number } = culprit
        return told('bad', texts.diedOf({ name, number }), texts.suspectGuarantee())
      }
      const count = inHandOf(before, name)
      return told('bad', texts.killed({ name, count }), texts.killedGuarantee())
    }
    case 'cut':
      return event.who === 'client'
        ? told('warn', texts.clientCut())
        : told('warn', texts.workerCut({ name: event.who }), texts.workerCutGuarantee())
    case 'connected':
      return toldConnected(event.who, before)
    case 'started':
      return told('plain', texts.workerStarted({ name: event.name }))
    case 'stopping':
      return told('plain', texts.workerStopping({ name: event.name }))
    case 'stopped':
      return told('plain', texts.workerStopped({ name: event.name }))
    case 'turned':
      return told('plain', texts.turned({ step: stepText(event.step) }))
    case 'handed':
      return undefined
  }
}

function toldJob(name: string, event: JobEvent, before: Board, after: Board): Told | undefined {
  if (event.type === 'messageParked') return undefined
  const job = after.jobs.get(event.jobId)
  if (!job) return undefined
  const { number } = job
  const had = before.jobs.get(event.jobId)
  switch (event.type) {
    case 'jobStarted':
      if (job.hasComeBack && job.starts > 1) {
        return told('warn', texts.startedAgain({ name, number }), texts.againGuarantee())
      }
      return job.isOfCrowd ? undefined : told('plain', texts.started({ name, number }))
    case 'jobCompleted':
      if (!job.isOfCrowd) return told('good', texts.completed({ number }))
      return isLastOfCrowd(before, after) ? told('good', texts.manyEnded()) : undefined
    case 'jobRetried': {
      const { jobTry, delayMs, error } = event
      const values = { jobTry, number, reason: error.message, wait: waitText(delayMs) }
      return told('warn', texts.retried(values), texts.retryGuarantee())
    }
    case 'jobFailed': {
      const reason = event.error.message
      return event.error.code === 'ARQ_JOB_SUSPECTED_POISON'
        ? told('bad', texts.poisoned({ number, reason }), texts.poisonGuarantee())
        : told('bad', texts.failed({ number, reason }), texts.failedGuarantee())
    }
    case 'jobAborted':
      return had?.place === 'running'
        ? told('warn', texts.aborted({ number }), texts.abortGuarantee())
        : told('warn', texts.abortedWaiting({ number }), texts.abortGuarantee())
    case 'jobHandedBack':
      return told('plain', texts.handedBack({ name, number }))
    case 'jobDuplicate':
      return event.what === 'delivery' ? told('plain', texts.ranTwice({ name, number })) : undefined
    case 'jobProgress':
    case 'jobSuspended':
    case 'jobInterrupted':
    case 'jobUsed':
    case 'jobStuck':
    case 'jobStuckEnded':
    case 'jobAwaitsTask':
    case 'jobAwaitsKey':
    case 'jobAwaitsPayload':
    case 'jobCameHome':
      return undefined
  }
}

function toldSent(job: BoardJob | undefined, dueAt: Date | undefined, nowMs: number) {
  if (!job || job.isOfCrowd) return undefined
  const { number, task } = job
  if (!dueAt) return told('plain', texts.sent({ number, task }), texts.sentGuarantee())
  const wait = waitText(dueAt.getTime() - nowMs)
  return told('plain', texts.sentLater({ number, task, wait }), texts.laterGuarantee())
}

function toldConnected(who: string, before: Board): Told | undefined {
  if (who === 'client') return before.isClientCut ? told('good', texts.clientBack()) : undefined
  const wasCut = Object.values(before.workers).some(({ name, isCut }) => name === who && isCut)
  return wasCut ? told('good', texts.workerBack({ name: who })) : undefined
}

/** Jobs that a worker holds: those it runs, and those that wait in it. */
const inHandOf = ({ jobs, runs }: Board, name: string): number =>
  runs.filter((run) => run.name === name).length +
  [...jobs.values()].filter(({ heldBy }) => heldBy === name).length

const isLastOfCrowd = (before: Board, after: Board): boolean =>
  crowdLeft(before) > 0 && crowdLeft(after) === 0

const crowdLeft = ({ jobs, crowd }: Board): number =>
  crowd + [...jobs.values()].filter((job) => job.isOfCrowd && !isFinal(job)).length

const told = (tone: Tone, text: Text, guarantee?: Text): Told => ({
  tone,
  text,
  ...(guarantee && { guarantee }),
})

const stepText = (step: string): Text => {
  const unit = step.slice(-1)
  const amount = Number(step.slice(0, -1))
  return waitText(amount * { s: 1000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'])
}
