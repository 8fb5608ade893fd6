import type { JobStatus, OnChildFailure } from '@arq/core'

/** Where a job of a flow stands. `waiting`: for its children. `unknown`: nothing is kept of it, or it was never sent. */
export type FlowStatus = JobStatus | 'waiting' | 'unknown'

export type FlowCounts = Readonly<Partial<Record<FlowStatus, number>>>

/** `GET api/jobs/:jobId/flow`. */
export interface FlowAnswer {
  /** `null`: the job is part of no flow. */
  readonly flow: FlowView | null
}

/** The flow that a job is a part of, from its root down: as much of it as can be drawn. */
export interface FlowView {
  readonly rootId: string
  /** Its jobs that were looked at, all in all. */
  readonly total: number
  readonly counts: FlowCounts
  /** False: it has more than 20,000 jobs, and the rest was not looked at. */
  readonly isComplete: boolean
  /** When to ask again, milliseconds; `null`: nothing of it will change by itself. */
  readonly againMs: number | null
  readonly root: FlowNodeView
}

/** One job of a flow. */
export interface FlowJobView {
  readonly jobId: string
  /** `null`: nothing is kept of it. */
  readonly task: string | null
  readonly status: FlowStatus
  /** `Name: message`. */
  readonly error: string | null
  readonly errorCode: string | null
  /** How many children it has. */
  readonly children: number
}

export interface FlowNodeView extends FlowJobView {
  /** What becomes of it when a child fails; `null`: it has none. */
  readonly onChildFailure: OnChildFailure | null
  /** Children that are drawn, in their order: those on the way to the job that was asked for, what failed, what runs. */
  readonly drawn: readonly FlowNodeView[]
  /** The others, by where they stand: `GET api/jobs/:jobId/flow/children` lists them. */
  readonly folded: FlowCounts
}

/** Query of `GET api/jobs/:jobId/flow/children`: the children of the job, in their order. */
export interface FlowChildrenQuery {
  readonly status?: FlowStatus
  /** `next` of the answer before. */
  readonly cursor?: string
}

export interface FlowChildrenView {
  readonly jobs: readonly FlowJobView[]
  /** `cursor` of the next page; `null`: there is no more. */
  readonly next: string | null
}

/** `POST api/jobs/:jobId/flow/abort`: the whole flow, from its root. */
export interface FlowAbortAnswer {
  readonly rootId: string
  /** False: the root had ended; what was below it is stopped all the same. */
  readonly isAborted: boolean
}

/** `POST api/jobs/:jobId/flow/retry`: what has failed or was aborted of the whole flow. */
export interface FlowRetryAnswer {
  readonly rootId: string
  /** Jobs that were enqueued again. */
  readonly enqueued: number
  /** Parents that wait again. */
  readonly waiting: number
}
