import type { JobEvent } from '@arq/core'

import type { LiveEvent } from '../world/live-event.js'
import type { WorkerName } from '../world/names.js'
import { type Board, type BoardJob, type BoardWorker, isFinal, type Place } from './board.js'

/** More of those that have ended than anybody reads. */
const MOST_KEPT = 150

/** The board after one more event; a pure function. */
export function afterEvent(board: Board, event: LiveEvent): Board {
  switch (event.type) {
    case 'crowd':
      return { ...board, crowd: board.crowd + event.count }
    case 'client': {
      const { type, jobId, task } = event.event
      if (type !== 'jobEnqueued') return board
      return enqueued(board, { jobId, task, dueAtMs: event.event.dueAt?.getTime() })
    }
    case 'cron':
      return enqueued(board, { jobId: event.jobId, task: event.task, dueAtMs: undefined })
    case 'handed':
      return withJob(board, event.jobId, (job) =>
        job.place === 'running' || isFinal(job)
          ? job
          : { ...job, place: 'queue', heldBy: event.name, dueAtMs: undefined },
      )
    case 'worker':
      return afterJobEvent(board, event.name, event.event, event.atMs)
    case 'aborted':
      return withJob(board, event.jobId, (job) =>
        isFinal(job) ? job : { ...job, place: 'aborted' },
      )
    case 'result':
      return withJob(board, event.jobId, (job) => ({ ...job, result: event.text }))
    case 'started':
      return withWorker(board, { name: event.name, state: 'working', isCut: false })
    case 'stopping':
      return withWorker(board, { name: event.name, state: 'stopping', isCut: false })
    case 'stopped':
      return withWorker(board, { name: event.name, state: 'off', isCut: false })
    case 'killed': {
      const dead = withWorker(board, { name: event.name, state: 'dead', isCut: false })
      return {
        ...lost(dead, event.name),
        runs: board.runs.filter(({ name }) => name !== event.name),
      }
    }
    case 'cut':
      return isCut(board, event.who, true)
    case 'connected':
      return isCut(board, event.who, false)
    case 'turned':
      return board
  }
}

function afterJobEvent(board: Board, name: WorkerName, event: JobEvent, atMs: number): Board {
  if (event.type === 'messageParked') return board
  const { jobId, jobTry, task } = event
  const ends = (place: Place, change: Partial<BoardJob> = {}): Board =>
    withJob(withoutRun(board, name, jobId), jobId, (job) =>
      isFinal(job) ? job : { ...job, task, place, heldBy: undefined, ...change },
    )
  switch (event.type) {
    case 'jobStarted': {
      const started = withJob(board, jobId, (job) => ({
        ...job,
        ...{ task, jobTry, place: 'running', heldBy: undefined, dueAtMs: undefined },
        starts: job.starts + 1,
      }))
      return {
        ...started,
        runs: [...withoutRun(started, name, jobId).runs, { name, jobId, progress: 0 }],
      }
    }
    case 'jobProgress': {
      const progress = typeof event.progress === 'number' ? event.progress : 0
      const runs = board.runs.map((run) =>
        run.name === name && run.jobId === jobId ? { ...run, progress } : run,
      )
      return { ...board, runs }
    }
    case 'jobCompleted':
      return ends('ended')
    case 'jobRetried':
      return ends('delayed', { dueAtMs: atMs + event.delayMs, error: event.error.message })
    case 'jobSuspended':
      return ends('delayed', { dueAtMs: event.untilMs })
    case 'jobFailed':
      return ends('dead', { error: event.error.message })
    case 'jobAborted':
      return ends('aborted')
    case 'jobHandedBack':
      return ends('queue', { hasComeBack: true })
    case 'jobDuplicate':
      return event.what === 'delivery' ? ends('ended') : board
    case 'jobInterrupted':
    case 'jobUsed':
    case 'jobStuck':
    case 'jobStuckEnded':
    case 'jobAwaitsTask':
    case 'jobAwaitsKey':
    case 'jobAwaitsPayload':
    case 'jobCameHome':
      return board
  }
}

interface Enqueued {
  readonly jobId: string
  readonly task: string
  readonly dueAtMs: number | undefined
}

/** Told when the broker has it: by then a worker may have it, too. */
function enqueued(board: Board, { jobId, task, dueAtMs }: Enqueued): Board {
  const isKnown = board.jobs.has(jobId)
  return withJob(board, jobId, (job) => ({
    ...job,
    task,
    ...(isKnown ? {} : { dueAtMs, place: dueAtMs === undefined ? 'queue' : 'delayed' }),
  }))
}

/** What it held and did not acknowledge is in the queue again. */
function lost(board: Board, name: WorkerName): Board {
  const running = new Set(board.runs.filter((run) => run.name === name).map(({ jobId }) => jobId))
  const jobs = [...board.jobs].map(([id, job]): [string, BoardJob] => {
    const isLost = job.heldBy === name || (running.has(id) && job.place === 'running')
    return [id, isLost ? { ...job, place: 'queue', heldBy: undefined, hasComeBack: true } : job]
  })
  return { ...board, jobs: new Map(jobs) }
}

function isCut(board: Board, who: WorkerName | 'client', isNowCut: boolean): Board {
  if (who === 'client') return { ...board, isClientCut: isNowCut }
  const worker = board.workers[who]
  if (worker.state === 'dead') return board
  const changed = withWorker(board, { ...worker, isCut: isNowCut })
  return isNowCut ? lost(changed, who) : changed
}

const withWorker = (board: Board, worker: BoardWorker): Board => ({
  ...board,
  workers: { ...board.workers, [worker.name]: worker },
})

const withoutRun = (board: Board, name: WorkerName, jobId: string): Board => ({
  ...board,
  runs: board.runs.filter((run) => run.name !== name || run.jobId !== jobId),
})

function withJob(board: Board, jobId: string, change: (job: BoardJob) => BoardJob): Board {
  const known = board.jobs.get(jobId)
  const jobs = new Map(board.jobs)
  if (known) {
    jobs.set(jobId, change(known))
    return { ...board, jobs }
  }
  const number = board.lastNumber + 1
  const isOfCrowd = board.crowd > 0
  jobs.set(jobId, change({ ...NEW_JOB, jobId, number, isOfCrowd }))
  forgetOld(jobs)
  return { ...board, jobs, lastNumber: number, crowd: Math.max(board.crowd - 1, 0) }
}

const NEW_JOB: Omit<BoardJob, 'jobId' | 'number' | 'isOfCrowd'> = {
  ...{ task: '', place: 'queue', heldBy: undefined, dueAtMs: undefined, jobTry: 1, starts: 0 },
  ...{ hasComeBack: false, result: undefined, error: undefined },
}

function forgetOld(jobs: Map<string, BoardJob>): void {
  const ended = [...jobs.values()].filter(isFinal)
  for (const { jobId } of ended.slice(0, Math.max(ended.length - MOST_KEPT, 0))) jobs.delete(jobId)
}
