import type {
  FlowPlan,
  KeyPlan,
  SignalPlan,
  StreamPlan,
  TransactionPlan,
  UniquePlan,
} from './kinds/feature-plans.d.ts'

/** The interfaces between the files of this package. */

export type FaultKind =
  | 'kill'
  | 'term'
  | 'pause'
  | 'client-kill'
  | 'client-term'
  | 'client-pause'
  | 'cut'
  | 'hang'
  | 'close'
  | 'broker'
  | 'broker-kill'
  | 'broker-pause'
  | 'block'
  | 'redis'
  | 'freeze'
  | 'readonly'
  | 'oom'
  | 'redis-cut'
  | 'redis-hang'
  | 'postgresql'
  | 'postgresql-freeze'
  | 'postgresql-cut'
  | 'postgresql-hang'
  | 'relay-kill'

/** One fault of a plan, which a seed makes and nothing else. */
export interface PlannedFault {
  readonly kind: FaultKind
  /** Since the run began. */
  readonly atMs: number
  /** How long until what was ended is started again. 0 where nothing is. */
  readonly lastsMs: number
  /** 0 to 1: which of those who live at that moment is hit. */
  readonly target: number
}

/** Kinds that are planned only where `--kinds` asks for them. */
export type FeatureKind =
  'steps' | 'signals' | 'streams' | 'keys' | 'rates' | 'debounce' | 'flows' | 'outbox' | 'encrypted'

export type JobKind =
  'plain' | 'retried' | 'failing' | 'deferred' | 'unique' | 'aborted' | FeatureKind

/** One job of a plan. It travels as the argument of its task, so a run knows what to do. */
export interface PlannedJob {
  /** The number of the job, from 0. */
  readonly n: number
  readonly kind: JobKind
  /** Who enqueues it, and when: only a unique job has two. Behind it what else clients do with it. */
  readonly calls: readonly PlannedCall[]
  readonly workMs: number
  /** Runs that throw before one returns; `always` never returns. */
  readonly failures: number | 'always'
  /** What a failing run throws: a `Retry`, an error that may pass, or one that is final. */
  readonly throws: 'retry' | 'transient' | 'final'
  /** Between two tries, where the task says it. */
  readonly retryMs: number
  readonly deferMs: number
  /** When its client aborts it, since it was confirmed. Only of an aborted job. */
  readonly abortMs?: number | undefined
  /** Length of the text in the result. */
  readonly textLength: number
  readonly signal?: SignalPlan | undefined
  readonly stream?: StreamPlan | undefined
  readonly key?: KeyPlan | undefined
  readonly unique?: UniquePlan | undefined
  readonly flow?: FlowPlan | undefined
  readonly transaction?: TransactionPlan | undefined
  /** With which key it is encrypted, and what nobody may read then. */
  readonly keyId?: string | undefined
  readonly secret?: string | undefined
  /** It fails with this code, without a run. Of a job of a flow. */
  readonly refusedWith?: string | undefined
}

/** What a client does with a job that it did not enqueue, maybe. */
export type ActName = 'signal' | 'read' | 'send'

export interface PlannedCall {
  /** Index of the client process. */
  readonly client: number
  /** Since the run began. */
  readonly atMs: number
  /** Absent: it enqueues the job. */
  readonly act?: ActName | undefined
  readonly payload?: unknown
}

/** What a job gets: its plan, and which call of it this is. */
export type JobArgument = PlannedJob & { readonly call: number }

/** One line of a witness: what a process saw itself. Times are `Date.now()` of this machine. */
export type Witnessed =
  | EnqueueCalled
  | EnqueueAnswered
  | AbortCalled
  | AbortAnswered
  | RunStarted
  | StepRan
  | RunEnded
  | Noted
  | FaultSeen

export interface EnqueueCalled {
  readonly event: 'called'
  readonly at: number
  readonly n: number
  /** Index in `calls` of the plan. */
  readonly call: number
  /** Index of the client process. */
  readonly client: number
  /** Not started before. */
  readonly dueAt: number
}

export interface EnqueueAnswered {
  readonly event: 'answered'
  readonly at: number
  readonly n: number
  readonly call: number
  readonly client: number
  /** `confirmed`, `exists` for null, else the code or the name of the error. */
  readonly outcome: string
  readonly jobId?: string | undefined
  /** What became of a call whose key may have a job already. */
  readonly placed?: string | undefined
}

export interface AbortCalled {
  readonly event: 'abort-called'
  readonly at: number
  readonly n: number
  readonly client: number
}

export interface AbortAnswered {
  readonly event: 'abort-answered'
  readonly at: number
  readonly n: number
  readonly client: number
  /** `true`, `false`, else the code or the name of the error. */
  readonly outcome: string
}

export interface RunStarted {
  readonly event: 'started'
  readonly at: number
  readonly n: number
  /** Whose message this is: the index in `calls` of the plan. */
  readonly call: number
  readonly jobId: string
  readonly jobTry: number
  /** With the id it names one job: milliseconds since 1970. */
  readonly enqueueTime: number
  /** Name of the worker process: `worker-2.5` is the fifth in slot 2. */
  readonly worker: string
  /** By the worker's own word: Redis was away, so that it could not be asked about this start. */
  readonly wasUnasked: boolean
}

/** The effect of a step: it has begun. */
export interface StepRan {
  readonly event: 'step'
  readonly at: number
  readonly n: number
  readonly jobId: string
  readonly jobTry: number
  readonly worker: string
  readonly step: string
}

export interface RunEnded {
  readonly event: 'ended'
  readonly at: number
  readonly n: number
  readonly jobId: string
  readonly jobTry: number
  readonly worker: string
  /** `suspended`: it comes to its sleep, and may pass over it. */
  readonly outcome: 'returned' | 'threw' | 'interrupted' | 'suspended'
}

/** What a feature shows of a job, to its task or to a client. */
export interface Noted {
  readonly event: 'noted'
  readonly at: number
  readonly n: number
  /** Name of the process. */
  readonly by: string
  readonly what: string
  readonly value?: unknown
  /** Of a run: which one. */
  readonly jobId?: string | undefined
  readonly jobTry?: number | undefined
  /** That an act is done: its index in `calls` of the plan. */
  readonly call?: number | undefined
}

export interface FaultSeen {
  readonly event: 'fault'
  readonly at: number
  /** When the end of it was seen: the server answered again, the process was there again. */
  readonly until?: number | undefined
  readonly kind: FaultKind
  /** Which process or connection. */
  readonly what: string
}

/** A process that ended although nobody had asked it to, or not as it was asked to. */
export interface Death {
  readonly at: number
  readonly name: string
  readonly how: string
  /** The last lines of its log. */
  readonly lastWords: string
}

/** A job record, as far as the verdict reads it. */
export interface SeenRecord {
  readonly jobId: string
  readonly status: string
  readonly retryCount: number
  readonly result?: unknown
  readonly error?: string | undefined
  readonly errorCode?: string | undefined
  readonly duplicateRuns?: number | undefined
  /** Whether what nobody may read stands in it. */
  readonly showsSecret?: boolean | undefined
}

/** A message that was in a queue when every worker had stopped. */
export interface SeenMessage {
  readonly queue: string
  readonly jobId: string | undefined
  readonly n: number | undefined
  /** Of what reads as no job: its beginning. */
  readonly text: string
  /** Whether what nobody may read stands in it. */
  readonly showsSecret?: boolean | undefined
}

/** What is known when the run is over. */
export interface Evidence {
  readonly jobs: readonly PlannedJob[]
  readonly events: readonly Witnessed[]
  /** By job id. */
  readonly records: ReadonlyMap<string, SeenRecord>
  readonly messages: readonly SeenMessage[]
  readonly deaths: readonly Death[]
}

/** One job id of a run with all that was seen of it. */
export interface JobHistory {
  readonly job: PlannedJob
  readonly jobId: string
  /** Whether a client was told that the broker has it, or that it exists. */
  readonly isConfirmed: boolean
  readonly calls: readonly (EnqueueCalled | EnqueueAnswered)[]
  readonly starts: readonly RunStarted[]
  readonly ends: readonly RunEnded[]
  readonly steps: readonly StepRan[]
  /** Whether the faults of the run were kills of our processes and nothing else: then nothing runs twice at the same time. */
  readonly onlyKills: boolean
  readonly notes: readonly Noted[]
  readonly aborts: readonly (AbortCalled | AbortAnswered)[]
  /** Starts whose worker was killed before the job could be settled. */
  readonly crashes: number
  readonly record: SeenRecord | undefined
  readonly messages: readonly SeenMessage[]
}

export interface BadJob {
  readonly history: JobHistory
  /** `missing`: no final record. `wrong`: there is one, and something is not as it should be. */
  readonly verdict: 'missing' | 'wrong'
  readonly reasons: readonly string[]
}

export interface Verdict {
  readonly confirmed: number
  /** Of calls whose outcome was an error, and that were run all the same. Judged like the others. */
  readonly unconfirmed: number
  readonly bad: readonly BadJob[]
  readonly missing: number
  readonly wrong: number
  /** How many bad jobs of a kind have the same reason: `retried: its record says retrying`. */
  readonly reasons: Readonly<Record<string, number>>
  /** What is wrong with the whole, not with one job: a queue that is not empty, a process that died. */
  readonly problems: readonly string[]
  readonly duplicates: Duplicates
  /** Ids of which two calls were told, more than a lease apart, that the job is theirs; it is one job. */
  readonly sharedIds: number
  /** Jobs that were taken for killers, since workers that ran them were killed. */
  readonly parked: number
  /** Starts of aborted jobs, after their client was told, by workers that could not ask Redis; none with `--store refuse`. */
  readonly unaskedStarts: number
  /** How often each answer to an enqueue came. */
  readonly answers: Readonly<Record<string, number>>
  readonly jobsOfKind: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
}

/** A verdict without the jobs. */
export type Figures = Omit<Verdict, 'bad'> & { readonly bad: number }

/** No failures: a crash may repeat work. */
export interface Duplicates {
  /** Runs of a try that had been run before. */
  readonly runs: number
  /** Jobs with such a run. */
  readonly jobs: number
  /**
   * Of those runs, the ones that records tell of. Never more; fewer, since a store that is away
   * counts nothing, and a brief first run is not told to it before it ends.
   */
  readonly recorded: number
  /** Dead letters beyond the first of a job. */
  readonly letters: number
}

/** What happened when. The figures are of one second each, from the beginning of the run. */
export interface Timeline {
  /** Jobs whose enqueueing was confirmed. */
  readonly enqueued: readonly number[]
  /** Jobs whose last run ended. */
  readonly ended: readonly number[]
  readonly faults: readonly TimelineFault[]
}

export interface TimelineFault {
  readonly kind: FaultKind
  readonly fromMs: number
  readonly toMs: number
}

export interface ChaosOptions {
  readonly wantsHelp: boolean
  readonly seeds: readonly number[]
  readonly jobs: number
  /** How long jobs are enqueued and faults happen. */
  readonly seconds: number
  readonly workers: number
  readonly clients: number
  readonly faults: readonly FaultKind[]
  /** The only kinds of jobs; `undefined`: as usual. */
  readonly kinds: readonly JobKind[] | undefined
  /** How many times as long as usual it is from one fault to the next. */
  readonly calm: number
  /** What workers do while their store is away. */
  readonly store: 'degrade' | 'refuse' | 'mixed'
  /** Where results are kept. */
  readonly results: 'redis' | 'postgresql'
  /** How long the jobs that are left may take once the faults have ended. */
  readonly drainSeconds: number
  readonly jsonFile: string | undefined
  /** Whether the figures become those in the docs. */
  readonly writes: boolean
  readonly builds: boolean
}

export interface WorkerSettings extends ProcessSettings {
  /** The keys that it can read with. */
  readonly keyIds: readonly string[]
}

export interface ServerUrls {
  readonly rabbitmqUrl: string
  /** Where results are kept: Redis or PostgreSQL. */
  readonly storeUrl: string
  /** PostgreSQL, where the run has one. */
  readonly databaseUrl: string | undefined
}

/** What a worker or client process is told when it is started. */
export interface ProcessSettings extends ServerUrls {
  readonly name: string
  readonly witness: string
  readonly degradeOnFailure: boolean
}

/** A message of a worker or client process. */
export interface ToldByChild {
  /** It is connected. */
  readonly isAtWork?: boolean
  /** Calls of a client, and of those before it, that have their answer. */
  readonly answered?: number
}

export interface ClientSettings extends ProcessSettings {
  /** Its index: it makes the calls of the plan that name it. */
  readonly client: number
  /** When the run begins, as `Date.now()` says. */
  readonly beginsAt: number
  readonly plan: JobPlanOptions
}

export interface JobPlanOptions {
  /** The only kinds; absent: as usual. */
  readonly kinds?: readonly JobKind[] | undefined
  readonly seed: number
  readonly jobs: number
  readonly seconds: number
  readonly clients: number
}

/** One run, with one seed. */
export interface SeedReport {
  readonly seed: number
  readonly options: Pick<
    ChaosOptions,
    'jobs' | 'seconds' | 'workers' | 'clients' | 'store' | 'results' | 'calm' | 'kinds'
  >
  readonly versions: Readonly<Record<string, string>>
  readonly verdict: Figures
  readonly timeline: Timeline
  /** Where stories, witnesses and logs are. */
  readonly folder: string
  readonly stories: string
  readonly tookMs: number
  /** From the last fault to the last job. */
  readonly drainMs: number
}
