/**
 * The interfaces between the files of this package: what a contestant can do, what a scenario asks
 * of it, and what a run leaves behind.
 */

import type { Meter } from './measure/meter.js'

export type QueueType = 'quorum' | 'classic'
export type Wire = 'fast' | 'plain'
/** `perf-test` is RabbitMQ's own load generator. */
export type ContestantName = 'raw' | 'arq' | 'bullmq' | 'bullmq-postgres' | 'pg-boss' | 'perf-test'

/** How our store lays out its keys; not every version of it knows the setting. */
export type Layout = 'python' | 'lean'

/** Where results go: nowhere, back to the client by reply, or to a store (with `queued` records). */
export type Results = 'none' | 'reply' | 'redis' | 'postgresql' | 'sqlite' | 'mongodb'

/** Where a contestant works. Everything it makes there has a name that begins with `keyPrefix`. */
export interface Place {
  readonly rabbitmqUrl: string
  readonly redisUrl: string
  /** Absent: no line needs one. */
  readonly postgresqlUrl?: string | undefined
  /** Absent: none was named. */
  readonly mongodbUrl?: string | undefined
  readonly queueName: string
  /** Of a consumer that works on several: instead of `queueName`. */
  readonly queueNames?: readonly string[] | undefined
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

/** Process ids of servers on this machine, as they tell them; absent: elsewhere, or of a cluster. */
export interface ServerPids {
  readonly redis?: number | undefined
  readonly broker?: number | undefined
  /** Of the process that has one for each connection. */
  readonly postgresql?: number | undefined
}

/** Jobs by their sequence numbers. */
export interface JobRange {
  readonly from: number
  readonly count: number
  /** Absent: 300. */
  readonly argumentBytes?: number | undefined
}

export interface EnqueueHow {
  /** One call per job, batches, or a stream; not every contestant has all. */
  readonly way: 'single' | 'batch' | 'stream'
  /** Jobs under way at once. */
  readonly inFlight: number
  /** Messages with the properties that a job of ours has, which the broker must read and keep. Only of `raw`. */
  readonly isLabelled?: boolean
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
  /** Of ours. @returns whether it was stopped */
  abort?(): Promise<boolean>
}

export interface ConsumerOptions {
  readonly concurrency: number
  readonly prefetch: number
  /** The task, or how it begins. */
  readonly onJob: (sequence: number) => void
  /** How long the task waits before it ends; absent: not at all. Only ours can. */
  readonly workMs?: number | undefined
  /** The task ends only when it is told to stop, and calls this; absent: by itself. Only ours can. */
  readonly onSignal?: ((sequence: number) => void) | undefined
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
  /** Of those who keep results. */
  reader?(): Promise<ResultReader>
  /** Of those who have a queue of dead letters: how many are in it. */
  countDeadLetters?(): Promise<number>
  close(): Promise<void>
}

export interface ResultReader {
  /** In one call, where there is one. @returns how many of these jobs have the result they should have */
  read(sequences: readonly number[]): Promise<number>
}

/** What is watched: metrics alone, with a trace of every tenth job, or with one of each. */
export type Telemetry = 'metrics' | 'sampled' | 'all'

/** What the jobs of a worker use; `beside`: nothing, but its other tasks do. */
export type Feature = 'beside' | 'step' | 'key' | 'encrypted'

/** What one process is opened for. */
export interface SessionOptions {
  readonly results: Results
  /** Of our store; absent: its default. */
  readonly layout?: Layout | undefined
  /** Of our worker; absent: nothing. */
  readonly telemetry?: Telemetry | undefined
  /** Of our worker; absent: none. */
  readonly feature?: Feature | undefined
}

export interface Contestant {
  /**
   * Why it cannot run here with these settings, or nothing when it can. Asked before the run; what is
   * absent is named in the results. Absent: it always can.
   */
  whyAbsent?(settings: LineSettings, log: (line: string) => void): Promise<string | undefined>
  open(place: Place, options: SessionOptions): Promise<Session>
  /** Of one that runs by itself and cannot be told job by job: it is not opened. */
  readonly program?: Program
  /** Puts jobs into the queue as fast as can be; not measured. */
  fill(place: Place, range: JobRange): Promise<void>
  /** Jobs that wait, once nobody works on the queue any more. */
  countWaiting(place: Place): Promise<number>
  /** Takes all that waits out of the queue. */
  takeWaiting(place: Place, onJob: (sequence: number) => void): Promise<void>
  /** Of those who have a queue of dead letters: puts some into it. */
  fillDeadLetters?(place: Place, count: number): Promise<void>
  /** Results and records that are kept. */
  countResults(place: Place): Promise<number>
}

/** A load generator that publishes, or consumes, in a process of its own. */
export interface Program {
  publish(
    place: Place,
    how: { readonly count: number; readonly inFlight: number },
  ): Promise<RunningProgram>
  /** Consumes until it is stopped. */
  consume(
    place: Place,
    how: { readonly prefetch: number; readonly ackEvery?: number | undefined },
  ): Promise<RunningProgram>
}

export interface RunningProgram {
  readonly pid: number | undefined
  /** As the operating system calls it. */
  readonly program: string
  /** Rejects with what it said when it failed. */
  readonly ended: Promise<void>
  stop(): Promise<void>
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
  /** Messages that a program acknowledges together; absent: each by itself. */
  readonly ackEvery?: number
  readonly layout?: Layout
  readonly telemetry?: Telemetry
  readonly feature?: Feature
  /** Jobs per second of an open loop; of `delay`, absent: all at once. */
  readonly rate?: number
  readonly delays?: DelayLaw
  /** What a job's task takes; absent: nothing. */
  readonly workMs?: number
  /** Jobs that still wait when the last measured one is done. */
  readonly backlog?: number
  /** Queues of one worker; its jobs are spread over all. */
  readonly queues?: number
  /** Workers on one queue, each with connections of its own; absent: one. */
  readonly workers?: number
  readonly deadLetters?: number
  /** Results that are kept while `jobs` of them are read. */
  readonly keptResults?: number
  readonly argumentBytes?: number
  /** Where memory is read, in jobs done. */
  readonly marks?: readonly [first: number, last: number]
}

/** How long jobs are delayed. */
export type DelayLaw =
  | { readonly kind: 'none' }
  /** As many in each octave as in any other. */
  | { readonly kind: 'log-uniform'; readonly shortestMs: number; readonly longestMs: number }
  /** One after another at that many a second, the first that long after the first is sent. */
  | { readonly kind: 'steady'; readonly afterMs: number; readonly rate: number }
  /** All to one millisecond, that long after the first is sent. */
  | { readonly kind: 'one moment'; readonly afterMs: number }

/** Lines that alternate, round by round: a table. */
export interface Case {
  readonly id: string
  readonly title: string
  readonly queueType: QueueType
  readonly rounds: number
  readonly lines: readonly Line[]
  /** Lines that cannot run here. */
  readonly absent?: readonly AbsentLine[]
}

export interface AbsentLine {
  readonly title: string
  readonly reason: string
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
  /** Whose CPU is measured beside that of the child process. */
  readonly serverPids?: ServerPids | undefined
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
  /** It takes so much time or memory that it runs only when it is named. Absent: no. */
  readonly isOnlyByName?: boolean
  /** What a trial may take before it counts as hanging. Absent: 10. */
  readonly longestMinutes?: number
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
  /** Of the scenarios of scale: the share of their full amounts, up to 1. */
  readonly size: number
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
  /** Lines that could not run there. */
  readonly absent?: readonly AbsentLine[] | undefined
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
