/** What a kind of jobs of a feature consists of. */

import type { Client } from '@arq/client'
import type { JobContext } from '@arq/core'

import type { JobArgument, JobHistory, Noted, PlannedCall, PlannedJob } from '../contract.d.ts'
import type { Random } from '../plan/random.js'
import type { chaosTasks } from '../processes/tasks.js'

/** What a kind of a feature adds to plan and verdict. */
export interface KindPlan {
  /** For the help. */
  readonly title: string
  /** What its jobs have beside what all have. */
  readonly plan: (random: Random, given: GivenToPlan) => Partial<PlannedJob>
  /** What is wrong with one of its jobs, that has ended as all have to. */
  readonly judge?: (history: JobHistory) => string[]
  /** What is wrong with one of its jobs beside others. */
  readonly judgeTogether?: (
    histories: readonly JobHistory[],
    context: { readonly killedAt: ReadonlyMap<string, number> },
  ) => readonly WrongBesideOthers[]
  /** The ids of all jobs that one of them makes. Absent: its own. */
  readonly idsOf?: (job: PlannedJob, jobId: string) => readonly string[]
  /** What is planned for one of these. */
  readonly jobOf?: (job: PlannedJob, jobId: string) => PlannedJob
  /** Whether the client names its jobs. */
  readonly hasId?: boolean
  /** Whether the application has a database of its own. */
  readonly hasDatabase?: boolean
  /** Whether messages of a job that has ended may still wait for their time. */
  readonly leavesCopies?: boolean
}

export interface GivenToPlan {
  /** The call that enqueues it. */
  readonly first: PlannedCall
  readonly clients: number
  /** How many jobs the run has. */
  readonly jobs: number
  readonly lastMs: number
}

export interface WrongBesideOthers {
  readonly jobId: string
  readonly reason: string
}

/** Says into the witness what was seen of a job: `got`, with what. */
export type Note = (what: string, value?: unknown) => void

/** What a job of a feature does in a run. What it resolves to is `got` of the job's result. */
export type KindRun = (ctx: JobContext, job: PlannedJob, tools: RunTools) => Promise<unknown>

export interface RunTools {
  readonly note: Note
  readonly tellStep: (step: string) => void
  /** To be called before what may suspend the job: nothing behind it is run then. */
  readonly suspends: () => void
  readonly worker: string
  /** The keys that the worker can read with. */
  readonly keyIds: readonly string[]
}

/** How a client enqueues a job of a feature. `null`: there is one of that id. */
export type KindEnqueue = (tools: {
  readonly client: Client
  /** One that encrypts with the last of these keys. */
  readonly clientWith: (keyIds: readonly string[]) => Promise<Client>
  readonly databaseUrl: string | undefined
  readonly task: ChaosTask
  readonly job: PlannedJob
  readonly args: [JobArgument]
  readonly id: string | undefined
}) => Promise<{ readonly jobId: string; readonly placed?: string | undefined } | null>

export type ChaosTask = ReturnType<typeof chaosTasks>[number]

/**
 * What a client does with a job: made again, by this process or the next one, until it resolves.
 */
export type KindAct = (tools: {
  readonly client: Client
  readonly jobId: string
  readonly job: PlannedJob
  readonly call: PlannedCall
  readonly note: Note
  /** What was noted of this job by this client until now, by processes before this one, too. */
  readonly before: readonly Noted[]
  /** The process is to stop. */
  readonly signal: AbortSignal
}) => Promise<void>
