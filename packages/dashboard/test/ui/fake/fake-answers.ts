import type {
  ActView,
  FlowView,
  JobDetails,
  JobView,
  LiveEvent,
  OperationView,
  OverviewView,
  RouteName,
  Sample,
} from '../../../src/contract/index.js'
import type { FakeOptions } from './fake-dashboard.js'
import { alarmsOf, cronOf, overviewOf, sampleOf, TASKS } from './fake-data.js'
import { fakeFlow, fakeFlowChildren } from './fake-flow.js'
import { fakeDetails, fakeJob, searchJobs } from './fake-jobs.js'
import { FAKE_KEYS, fakeUnique } from './fake-keys.js'
import { fakeLetter, fakeLetters, REASONS } from './fake-letters.js'

interface Asked {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

const SAMPLES = 720
const SAMPLE_EVERY_MS = 5_000
const EMPTY: Partial<OverviewView> = {
  queues: [],
  workers: [],
  silent: [],
  unknownConsumers: [],
  delayed: 0,
}

/** What the fake server answers: a small shop whose mail goes out, and whose partner is down. */
export class FakeAnswers {
  readonly #options: FakeOptions
  readonly #send: (event: LiveEvent) => void
  readonly #changed = new Map<number, Partial<JobView> | 'deleted'>()
  readonly #gone = new Set<string>()
  readonly #pausedQueues = new Set<string>()
  /** Since when, by name. */
  readonly #pausedCrons = new Map<string, string>()
  readonly #workerStates = new Map<string, 'working' | 'paused' | 'draining'>()
  readonly #operations: OperationView[] = []
  readonly #acts: ActView[] = []
  readonly #ids = new Map<string, number>()

  constructor(options: FakeOptions, send: (event: LiveEvent) => void) {
    this.#options = options
    this.#send = send
  }

  /** Moments are told relative to now. */
  readonly ago = (ms: number): string => new Date(Date.now() - ms).toISOString()

  get jobCount(): number {
    return this.#options.isEmpty ? 0 : (this.#options.jobCount ?? 12_000)
  }

  readonly jobAt = (index: number): JobView | undefined => {
    const change = this.#changed.get(index)
    if (change === 'deleted' || index >= this.jobCount) return undefined
    const job = { ...fakeJob(index, this.ago), ...change }
    this.#ids.set(job.jobId, index)
    return job
  }

  jobOf(jobId: string): JobDetails | undefined {
    const index = this.#indexOf(jobId)
    const job = index === undefined ? undefined : this.jobAt(index)
    return job && fakeDetails(job, this.ago)
  }

  /** Changes a job, and tells of it. */
  changeJob(jobId: string, change: Partial<JobView> | 'deleted'): void {
    const index = this.#indexOf(jobId)
    if (index === undefined) return
    const before = this.#changed.get(index)
    const isMore = typeof change === 'object' && typeof before === 'object'
    this.#changed.set(index, isMore ? { ...before, ...change } : change)
    const details = this.jobOf(jobId)
    this.#send(details ? { type: 'job', details } : { type: 'jobGone', jobId })
  }

  keepOperation(operation: OperationView): void {
    const index = this.#operations.findIndex(({ id }) => id === operation.id)
    if (index >= 0) this.#operations[index] = operation
    else this.#operations.unshift(operation)
    if (operation.state !== 'done') return
    for (const { fingerprint } of REASONS[operation.queue] ?? []) {
      this.#gone.add(`${operation.queue} ${fingerprint}`)
    }
  }

  overview(): OverviewView {
    const overview = overviewOf(this.ago, this.#options.isEmpty ? EMPTY : {})
    const workers = overview.workers.map((worker) => ({
      ...worker,
      state: this.#workerStates.get(worker.workerId) ?? worker.state,
      queues: worker.queues.map((queue) => ({
        ...queue,
        isPaused: queue.isPaused || this.#pausedQueues.has(queue.name),
      })),
    }))
    return { ...overview, workers }
  }

  samples(): readonly Sample[] {
    if (this.#options.isEmpty) return []
    return Array.from({ length: SAMPLES }, (_, index) =>
      sampleOf(this.ago, index, (SAMPLES - index) * SAMPLE_EVERY_MS),
    )
  }

  /** The first events of a stream, and what a poll gives. */
  events({ job, lang }: Readonly<Record<string, string>>): readonly LiveEvent[] {
    const sample = this.samples().at(-1)
    const details = job === undefined ? undefined : this.jobOf(job)
    const { isEmpty } = this.#options
    const alarms = alarmsOf(this.ago, lang === 'zh-CN')
    const well = { ...alarms, findings: [], counts: { ...alarms.counts, problems: 0, warnings: 0 } }
    return [
      { type: 'overview', overview: this.overview() },
      ...(sample ? [{ type: 'sample', sample } as const] : []),
      { type: 'alarms', alarms: isEmpty ? well : alarms },
      ...this.#operations.map((operation) => ({ type: 'operation', operation }) as const),
      ...(details ? [{ type: 'job', details } as const] : []),
    ]
  }

  /** `undefined`: there is no such job. */
  answer(name: RouteName, { params, query, body }: Asked): unknown {
    const { jobId = '', queue = '', worker = '' } = params
    const isChinese = query['lang'] === 'zh-CN'
    const route: string = name
    switch (route) {
      case 'overview':
        return this.overview()
      case 'samples':
        return { everyMs: SAMPLE_EVERY_MS, samples: this.samples() }
      case 'alarms':
        return alarmsOf(this.ago, isChinese)
      case 'poll':
        return { events: this.events(query) }
      case 'audit':
        return { acts: this.#options.isEmpty ? [] : this.#pastActs() }
      case 'jobs':
        return searchJobs(query, this.jobCount, this.jobAt)
      case 'job':
        return this.jobOf(jobId)
      case 'flow':
        return { flow: this.#flowOf(jobId) }
      case 'flowChildren':
        return fakeFlowChildren(query)
      case 'keys':
        return this.#options.isEmpty ? { keys: [], isComplete: true } : FAKE_KEYS
      case 'unique':
        return this.#options.isEmpty ? { keys: [], next: null } : fakeUnique(this.ago)
      case 'tasks':
        return TASKS
      case 'deadLetters':
        return this.#options.isEmpty ? { queues: [] } : fakeLetters(query, this.#gone, this.ago)
      case 'deadLetter':
        return { letters: fakeLetter(queue, jobId, this.ago) }
      case 'operations':
        return { operations: this.#operations }
      case 'cron':
        return this.#options.isEmpty
          ? { cronJobs: [] }
          : cronOf(this.ago, isChinese, this.#pausedCrons)
      default:
        this.#remember(name, Object.values(params)[0] ?? '')
        return this.#act(name, { jobId, queue, worker, params, body })
    }
  }

  #act(
    name: RouteName,
    given: { jobId: string; queue: string; worker: string } & Pick<Asked, 'params' | 'body'>,
  ): unknown {
    const { jobId, queue, worker, params, body } = given
    const route: string = name
    switch (route) {
      case 'abortJob':
        this.changeJob(jobId, { status: 'aborted' })
        return { jobId, isAborted: true }
      case 'retryJob':
        this.changeJob(jobId, { status: 'queued' })
        return { jobId, queue: 'default', from: 'default.dlq' }
      case 'runJobNow':
        return { jobId, newId: fakeJob(0, this.ago).jobId, queue: 'default' }
      case 'deleteJob':
        this.changeJob(jobId, 'deleted')
        return { jobId, isDeleted: true }
      case 'abortFlow':
        return { rootId: jobId, isAborted: true }
      case 'retryFlow':
        return { rootId: jobId, enqueued: 212, waiting: 1 }
      case 'enqueueJob':
        return { jobId: fakeJob(1, this.ago).jobId, isEnqueued: true, queue: 'default' }
      case 'redrive':
      case 'purge': {
        const operation = newOperation(
          route === 'purge' ? 'purge' : 'redrive',
          queue,
          this.#operations.length,
          this.ago,
        )
        this.keepOperation(operation)
        this.#send({ type: 'operation', operation })
        return operation
      }
      case 'stopOperation':
        return this.#stop(params['id'] ?? '')
      case 'runCronNow':
        return { name: params['name'], jobId: 'cron-1', queue: 'default' }
      case 'pauseCron':
      case 'resumeCron':
        return this.#pauseCron(params['name'] ?? '', route === 'pauseCron')
      default:
        return this.#control(name, queue, worker, body)
    }
  }

  /** The first job is part of one. */
  #flowOf(jobId: string): FlowView | null {
    return this.#indexOf(jobId) === 0 ? fakeFlow(jobId) : null
  }

  #pauseCron(name: string, isPaused: boolean): unknown {
    if (isPaused) this.#pausedCrons.set(name, this.ago(0))
    else this.#pausedCrons.delete(name)
    return { name, isPaused, hasChanged: true }
  }

  #stop(id: string): OperationView | undefined {
    const operation = this.#operations.find((known) => known.id === id)
    if (!operation) return undefined
    const stopped = { ...operation, state: 'stopped', endedAt: this.ago(0) } as const
    this.keepOperation(stopped)
    this.#send({ type: 'operation', operation: stopped })
    return stopped
  }

  #control(name: RouteName, queue: string, worker: string, _body: unknown): unknown {
    if (name === 'pauseQueue' || name === 'drainQueue') this.#pausedQueues.add(queue)
    if (name === 'resumeQueue') this.#pausedQueues.delete(queue)
    if (name === 'pauseWorker') this.#workerStates.set(worker, 'paused')
    if (name === 'resumeWorker') this.#workerStates.set(worker, 'working')
    if (name === 'drainWorker') this.#workerStates.set(worker, 'draining')
    const overview = this.overview()
    this.#send({ type: 'overview', overview })
    const meant = overview.workers.filter(
      ({ workerId, queues }) => workerId === worker || queues.some((known) => known.name === queue),
    )
    return { workers: meant, silent: [], unknownConsumers: [], isDrained: false, ended: [] }
  }

  #indexOf(jobId: string): number | undefined {
    const known = this.#ids.get(jobId)
    if (known !== undefined) return known
    for (let index = 0; index < Math.min(this.jobCount, 200); index++) {
      if (fakeJob(index, this.ago).jobId === jobId) return index
    }
    return undefined
  }

  #remember(action: string, target: string): void {
    const act: ActView = {
      at: this.ago(0),
      user: 'mara',
      action,
      permission: 'act',
      target,
      outcome: 'done',
      code: null,
    }
    this.#acts.unshift(act)
    this.#send({ type: 'act', act })
  }

  #pastActs(): readonly ActView[] {
    const past = (action: string, target: string, agoMs: number, outcome: ActView['outcome']) => ({
      at: this.ago(agoMs),
      user: outcome === 'refused' ? 'guest' : 'mara',
      action,
      permission: 'act' as const,
      target,
      outcome,
      code: outcome === 'refused' ? 'forbidden' : null,
    })
    return [
      ...this.#acts,
      past('pauseQueue', 'webhooks', 420_000, 'done'),
      past('redrive', 'billing.dlq', 3_600_000, 'done'),
      past('purge', 'default.dlq', 7_300_000, 'refused'),
    ]
  }
}

function newOperation(
  kind: 'redrive' | 'purge',
  queue: string,
  count: number,
  ago: (ms: number) => string,
): OperationView {
  return {
    id: `operation-${String(count + 1)}`,
    kind,
    queue,
    user: 'mara',
    state: 'running',
    startedAt: ago(0),
    endedAt: null,
    visited: 0,
    total: 1_243,
    done: 0,
    unreadable: 0,
    error: null,
  }
}
