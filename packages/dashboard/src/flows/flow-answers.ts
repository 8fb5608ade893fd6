import * as v from 'valibot'

import type {
  FlowAbortAnswer,
  FlowAnswer,
  FlowChildrenView,
  FlowRetryAnswer,
} from '../contract/flows.js'
import { queryObject, readInput } from '../http/read-input.js'
import type { Desk } from '../look/desk.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'
import { drawFlow } from './draw-flow.js'
import { type FlowLooks, restMs } from './flow-looks.js'
import { childrenOf, countsOf, isAtRest, jobView, statusOf } from './seen-flow.js'

const CHILDREN_AT_ONCE = 100

const querySchema = v.strictObject({
  status: v.optional(v.string()),
  cursor: v.optional(v.pipe(v.string(), v.digits(), v.toNumber())),
})

export async function flowOf(jobId: string, looks: FlowLooks): Promise<FlowAnswer> {
  const rootId = await looks.rootOf(jobId)
  if (rootId === undefined) return { flow: null }
  const seen = await looks.look(rootId)
  const root = drawFlow(seen, jobId)
  if (!root) return { flow: null }
  const { jobs, isComplete } = seen
  const againMs = isAtRest(seen) ? null : restMs(seen)
  return {
    flow: { rootId, total: jobs.length, counts: countsOf(jobs), isComplete, againMs, root },
  }
}

export async function flowChildren(
  jobId: string,
  query: URLSearchParams,
  looks: FlowLooks,
): Promise<FlowChildrenView> {
  const { status, cursor = 0 } = readInput('query', querySchema, queryObject(query))
  const { jobs } = await looks.look(await knownRoot(jobId, looks))
  const children = childrenOf(jobs).get(jobId) ?? []
  const meant = children.filter(
    (job) => job.place >= cursor && (status === undefined || statusOf(job) === status),
  )
  const next = meant[CHILDREN_AT_ONCE]
  return {
    jobs: meant.slice(0, CHILDREN_AT_ONCE).map(jobView),
    next: next ? String(next.place) : null,
  }
}

export async function abortFlow(
  jobId: string,
  desk: Desk,
  looks: FlowLooks,
): Promise<FlowAbortAnswer> {
  const rootId = await knownRoot(jobId, looks)
  const root = (await desk.client()).getFlow(rootId)
  try {
    return { rootId, isAborted: await root.abort({ tree: true }) }
  } finally {
    looks.changed(rootId)
  }
}

export async function retryFlow(
  jobId: string,
  desk: Desk,
  looks: FlowLooks,
): Promise<FlowRetryAnswer> {
  const rootId = await knownRoot(jobId, looks)
  const root = (await desk.client()).getFlow(rootId)
  try {
    return { rootId, ...(await root.retry()) }
  } finally {
    looks.changed(rootId)
  }
}

async function knownRoot(jobId: string, looks: FlowLooks): Promise<string> {
  const rootId = await looks.rootOf(jobId)
  if (rootId !== undefined) return rootId
  throw new Refusal('not_found', texts.noFlow({ id: jobId }))
}
