import type { FlowJobInfo } from '@arq/client'
import { isFinal } from '@arq/core'

import type { FlowCounts, FlowJobView, FlowStatus } from '../contract/flows.js'

/** A flow as it was seen at one look. */
export interface SeenFlow {
  readonly rootId: string
  /** Each before its children. */
  readonly jobs: readonly FlowJobInfo[]
  /** False: there are more jobs than were looked at. */
  readonly isComplete: boolean
  /** How long the look took. */
  readonly tookMs: number
}

export const statusOf = ({ status }: FlowJobInfo): FlowStatus => status ?? 'unknown'

export function countsOf(jobs: readonly FlowJobInfo[]): FlowCounts {
  const counts: Partial<Record<FlowStatus, number>> = {}
  for (const job of jobs) {
    const status = statusOf(job)
    counts[status] = (counts[status] ?? 0) + 1
  }
  return counts
}

/** Whether nothing of it will change by itself. */
export const isAtRest = ({ jobs, isComplete }: SeenFlow): boolean =>
  isComplete && jobs.every(({ status }) => status !== 'waiting' && (!status || isFinal(status)))

/** Children in their order, by the id of their parent. */
export function childrenOf(jobs: readonly FlowJobInfo[]): ReadonlyMap<string, FlowJobInfo[]> {
  const children = new Map<string, FlowJobInfo[]>()
  for (const job of jobs) {
    if (job.parentId === undefined) continue
    const siblings = children.get(job.parentId)
    if (siblings) siblings.push(job)
    else children.set(job.parentId, [job])
  }
  return children
}

export function jobView(job: FlowJobInfo): FlowJobView {
  const { jobId, task, error, errorCode, children } = job
  return {
    ...{ jobId, status: statusOf(job), children },
    ...{ task: task ?? null, error: error ?? null, errorCode: errorCode ?? null },
  }
}
