/**
 * The interfaces between the files of this package: what a contestant can do, what a scenario asks
 * of it, and what a run leaves behind.
 */

import type { Meter } from './measure/meter.js'

export type QueueType = 'quorum' | 'classic'
export type Wire = 'fast' | 'plain'
export type ContestantName = 'raw' | 'arq' | 'bullmq'

/** Where results go: nowhere, back to the client by reply, or to Redis (with `queued` records). */
export type Results = 'none' | 'reply' | 'redis'

/** Where a contestant works. Everything it makes there has a name that begins with `keyPrefix`. */
export interface Place {
  readonly rabbitmqUrl: string
  readonly redisUrl: string
  readonly queueName: string
  readonly queueType: QueueType
  readonly keyPrefix: string
  /** Absent: shared with others. Else the one that `rabbitmqUrl` names, of this place alone. */
  readonly virtualHost?: VirtualHost | undefined
  /** Absent: our transport's default. */
  readonly wire?: Wire | undefined
}

export interface VirtualHost {
  readonly name: string
  /** Of RabbitMQ's HTTP API, with user and password. */
  readonly managementUrl: string
}

/** Jobs by their sequence numbers. */
export interface JobRange {
  readonly from: number
  readonly count: number
}

export interface EnqueueHow {
  /** One call per job, batches, or a stream; not every contestant has all. */
  readonly way: 'single' | 'batch' | 'stream'
  /** Calls under way at once; of a batch, its size. */
  readonly inFlight: number
}

export interface Producer {
  /** Resolves when every job is confirmed. */
  enqueue(range: JobRange, how: EnqueueHow): Promise<void>
  /** Sends one job; resolves when it is confirmed. Only ours knows delays. */
  send(sequence: number, when?: When): Promise<SentJob>
}

/** Before when a job may not start, as our client is told; of the two one. */
export interface When {
  readonly deferBy?: `${number}ms`
  readonly deferUntil?: Date
}

export interface SentJob {
  /** What its task returned: its sequence number. */
  result(): Promise<unknown>
}

export interface ConsumerOptions {
  readonly concurrency: number
  readonly prefetch: number
  /** The task, or how it begins. */
  readonly onJob: (sequence: number) => void
  /** How long the task waits before it ends; absent: not at all. Only ours can. */
  readonly workMs?: number | undefined
}

export interface Consumer {
  /** Resolves once that many jobs of this consumer are done for good: result stored, message acked. */
  settled(count: number): Promise<void>
}

/** What one process has open. */
export interface Session {
  producer(): Promise<Producer>
  /** Begins to work at once. */
  consumer(options: ConsumerOptions): Promise<Consumer>
  close(): Promise<void>
}

export interface Contestant {
  open(place: Place, options: { readonly results: Results }): Promise<Session>
  /** Puts jobs into the queue as fast as can be; not measured. */
  fill(place: Place, range: JobRange): Promise<void>
  /** Jobs that wait, once nobody works on the queue any more. */
  countWaiting(place: Place): Promise<number>
  /** Takes all that waits out of the queue. */
  takeWaiting(place: Place, onJob: (sequence: number) => void): Promise<void>
  /** Results and records that are kept. */
  countResults(place: Place): Promise<number>
}

/** One contestant in one setting: a row of a table. */
export interface Line {
  readonly id: string
  readonly title: string
  readonly contestant: ContestantName
  readonly wire?: Wire | undefined
  /** Ids of the lines of its case that it is compared with. */
  readonly against: readonly string[]
  /** Lines of a case with the same one share a queue, which lasts for all rounds; absent: a new one each time. */
  readonly sharedQueue?: string | undefined
  /** What its scenario wants to know; travels to the child process as JSON. */
  readonly settings: LineSettings
}

export interface LineSettings {
  readonly warmUp: number
  readonly jobs: number
  readonly results: Results
  readonly concurrency?: number
  readonly prefetch?: number
  readonly how?: EnqueueHow
  /** Jobs per second of an open loop; of `delay`, absent: all at once. */
  readonly rate?: number
  readonly delays?: DelayLaw
  /** What a job's task takes; absent: nothing. */
  readonly workMs?: number
  /** Jobs that still wait when the last measured one is done. */
  readonly backlog?: number
  /** Where memory is read, in jobs done. */
  readonly marks?: readonly [first: number, last: number]
}

/** How long jobs are delayed. */
export type DelayLaw =
  | { readonly kind: 'none' }
  /** As many in each octave as in any other. */
  | { readonly kind: 'log-uniform'; readonly shortestMs: number; readonly longestMs: number }
  /** All to one millisecond, that long after the first is sent. */
  | { readonly kind: 'one moment'; readonly afterMs: number }

/** Lines that alternate, round by round: a table. */
export interface Case {
  readonly id: string
  readonly title: string
  readonly queueType: QueueType
  readonly rounds: number
  readonly lines: readonly Line[]
}

/** What was measured, by the names of `report/metrics.js`. */
export type Values = Readonly<Record<string, number>>

/** What a child process is asked to do. */
export interface Trial {
  readonly step: 'prepare' | 'measure' | 'work'
  readonly scenario: string
  readonly contestant: ContestantName
  readonly place: Place
  readonly settings: LineSettings
  /** Jobs that were ever put into its queue. */
  readonly sequences: number
  /** Where to write a CPU profile of what is measured; absent: none is taken. */
  readonly profileFile?: string | undefined
}

/** What a scenario has at hand in the child process. */
export interface Workbench {
  readonly trial: Trial
  readonly contestant: Contestant
  readonly meter: Meter
  /** Tells the person who waits how far it is. */
  say(text: string): void
}

export interface Scenario {
  readonly name: string
  /** What it measures, for the help. */
  readonly title: string
  /** Each trial has a virtual host of its own, since more than its own queues are made. Absent: no. */
  readonly isApart?: boolean
  cases(options: ScenarioOptions, queueType: QueueType): readonly Case[]
  /** In a process of its own, before each measurement. @returns how many jobs it put into the queue */
  prepare?(bench: Workbench): Promise<number>
  /** Measures, then checks that every job was done as often as it should; rejects if not. */
  measure(bench: Workbench): Promise<Values>
  /** In each worker process that `measure` starts; see `measure/worker-processes.js`. */
  work?(bench: Workbench): Promise<Values>
}

/** What a scenario may know of the command line. */
export interface ScenarioOptions {
  readonly rounds: number
  readonly jobs: number
  readonly isQuick: boolean
  readonly queueTypes: readonly QueueType[]
  /** Empty: our transport's default. */
  readonly wires: readonly Wire[]
}

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export interface LineResult {
  readonly id: string
  readonly title: string
  readonly contestant: ContestantName
  readonly wire?: Wire | undefined
  readonly values: Readonly<Record<string, Spread>>
  /** By line compared with, by metric: the median of the ratios of each round. */
  readonly ratios: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly rounds: readonly Values[]
}

export interface CaseResult {
  readonly id: string
  readonly scenario: string
  readonly title: string
  readonly queueType: QueueType
  readonly lines: readonly LineResult[]
}

export type Verdict = 'reached' | 'missed' | 'not measured'

export interface TargetResult {
  readonly title: string
  readonly wanted: string
  readonly got: string
  readonly verdict: Verdict
}

export interface Environment {
  readonly cores: number
  readonly cpu: string
  readonly memoryGiB: number
  readonly os: string
  readonly versions: Readonly<Record<string, string>>
}

/** What a run ran on, and what came out. */
export interface Run {
  readonly environment: Environment
  readonly settings: Readonly<Record<string, string | number | boolean>>
  /** Load averages of one minute. */
  readonly load: { readonly before: number; readonly after: number }
  readonly cases: readonly CaseResult[]
}

/** All of a run: RESULTS.json. */
export interface Report extends Run {
  readonly targets: readonly TargetResult[]
  /** Other scenarios, where results were written before: each as its own run left it. */
  readonly earlier?: readonly Run[]
}
