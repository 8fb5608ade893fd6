import type { FlowJobInfo } from '@arq/client'

import type { FlowCounts, FlowNodeView, FlowStatus } from '../contract/flows.js'
import { childrenOf, countsOf, jobView, type SeenFlow, statusOf } from './seen-flow.js'

/** Children of one job that are drawn; the others are folded. */
const MOST_CHILDREN = 8
/** So many are drawn where no more than these are there: one box less is not worth a fold. */
const FEW_CHILDREN = 10
/** Of those, so many that failed. */
const MOST_FAILED = 4
/** Jobs of a whole drawing. */
const MOST_DRAWN = 200

/** What is drawn first of the children of a job. */
const RANKS: Readonly<Partial<Record<FlowStatus, number>>> = {
  failed: 1,
  aborted: 1,
  in_progress: 2,
  retrying: 2,
  waiting: 3,
}
const OTHER_RANK = 4

interface Draft extends Omit<FlowNodeView, 'drawn' | 'folded'> {
  drawn: Draft[]
  folded: FlowCounts
}

/**
 * A flow as a tree that is small enough to be drawn, however many jobs it has: level by level, as long as there is room.
 * The way from the root to `jobId` is always in it. Pure.
 */
export function drawFlow({ jobs }: SeenFlow, jobId: string): FlowNodeView | undefined {
  const [first] = jobs
  if (!first) return undefined
  const children = childrenOf(jobs)
  const way = wayTo(jobs, jobId)
  const root = draftOf(first)
  let room = MOST_DRAWN - way.size
  // The list grows while it is walked.
  const drafts = [root]
  for (const draft of drafts) {
    const own = children.get(draft.jobId) ?? []
    const shown = chosen(own, way, room)
    room -= shown.size
    draft.drawn = own.filter((child) => shown.has(child) || way.has(child.jobId)).map(draftOf)
    drafts.push(...draft.drawn)
    draft.folded = foldedOf(draft, own, shown, way)
  }
  return root
}

/** Ids of the job and of all above it. */
function wayTo(jobs: readonly FlowJobInfo[], jobId: string): ReadonlySet<string> {
  const parents = new Map(jobs.map((job) => [job.jobId, job.parentId]))
  const way = new Set<string>()
  for (let id: string | undefined = jobId; id !== undefined; id = parents.get(id)) {
    if (parents.has(id)) way.add(id)
  }
  return way
}

/** Children that are drawn beside those on the way. */
function chosen(
  own: readonly FlowJobInfo[],
  way: ReadonlySet<string>,
  room: number,
): ReadonlySet<FlowJobInfo> {
  const most = Math.min(own.length <= FEW_CHILDREN ? FEW_CHILDREN : MOST_CHILDREN, room)
  const isFailed = (job: FlowJobInfo): boolean => RANKS[statusOf(job)] === 1
  const others = own.filter(({ jobId }) => !way.has(jobId))
  // Of 10,000 that failed for one reason, the first tell enough.
  const tooMany = new Set(
    own.length > FEW_CHILDREN ? others.filter(isFailed).slice(MOST_FAILED) : [],
  )
  const ranked = others
    .filter((job) => !tooMany.has(job))
    .sort((one, other) => rankOf(one) - rankOf(other) || one.place - other.place)
  return new Set(ranked.slice(0, Math.max(most, 0)))
}

function rankOf(job: FlowJobInfo): number {
  const rank = RANKS[statusOf(job)] ?? OTHER_RANK
  // What has children of its own says more than one that has none.
  return job.children > 0 ? Math.min(rank, RANKS.waiting ?? rank) : rank
}

function foldedOf(
  { children, drawn }: Draft,
  own: readonly FlowJobInfo[],
  shown: ReadonlySet<FlowJobInfo>,
  way: ReadonlySet<string>,
): FlowCounts {
  const rest = own.filter((child) => !shown.has(child) && !way.has(child.jobId))
  const counts = countsOf(rest)
  // Of a flow that was not looked at as a whole.
  const unseen = children - drawn.length - rest.length
  return unseen > 0 ? { ...counts, unknown: (counts.unknown ?? 0) + unseen } : counts
}

const draftOf = (job: FlowJobInfo): Draft => ({
  ...jobView(job),
  onChildFailure: job.onChildFailure ?? null,
  drawn: [],
  folded: {},
})
