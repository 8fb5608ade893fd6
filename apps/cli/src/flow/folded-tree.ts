import type { FlowJobInfo } from '@arq/client'

/** How much of a tree is shown. */
export interface FoldLimits {
  /** Of the children of one job. */
  readonly children: number
  /** Of all jobs. */
  readonly jobs: number
}

/** By status; `none`: of those of which nothing is kept. */
export type StatusCounts = ReadonlyMap<string, number>

/** A job that is shown. */
export interface FoldedJob {
  readonly info: FlowJobInfo
  /** Those of its children that are shown, in their order. */
  readonly children: readonly FoldedJob[]
  /** What is below it and not shown. */
  readonly folded: StatusCounts
}

export interface FoldedTree {
  readonly root: FoldedJob
  /** Of all jobs. */
  readonly counts: StatusCounts
}

interface GrowingJob {
  readonly info: FlowJobInfo
  children: GrowingJob[]
  readonly folded: Map<string, number>
}

/**
 * A flow as far as it is shown: of each job some children, those first that one looks for, and how many others there are.
 * Only what is shown is kept in memory.
 * @param jobs each before its children
 * @returns `undefined` when there are none
 */
export async function foldedTree(
  jobs: AsyncIterable<FlowJobInfo> | Iterable<FlowJobInfo>,
  limits: FoldLimits,
): Promise<FoldedTree | undefined> {
  const counts = new Map<string, number>()
  /** The jobs above the one that is looked at; of one that is not shown, what it counts for. */
  const above: (GrowingJob | Map<string, number>)[] = []
  let root: GrowingJob | undefined
  let shown = 0
  for await (const info of jobs) {
    count(counts, info)
    const { depth } = info
    const parent = depth === 0 ? undefined : above[depth - 1]
    if (parent instanceof Map) {
      count(parent, info)
      above[depth] = parent
      continue
    }
    const job: GrowingJob = { info, children: [], folded: new Map() }
    above[depth] = job
    shown += 1
    if (!parent) {
      root = job
      continue
    }
    parent.children.push(job)
    if (parent.children.length <= limits.children && shown <= limits.jobs) continue
    const dropped = leastTelling(parent.children)
    parent.children = parent.children.filter((child) => child !== dropped)
    shown -= fold(dropped, parent.folded)
    if (dropped === job) above[depth] = parent.folded
  }
  return root && { root, counts }
}

/** What failed is looked for first, then what runs or waits. */
const RANKS: Readonly<Record<string, number>> = {
  failed: 0,
  aborted: 0,
  in_progress: 1,
  retrying: 1,
  waiting: 1,
  queued: 2,
  completed: 3,
}

/** The last of those that tell least. */
function leastTelling(jobs: readonly GrowingJob[]): GrowingJob {
  return jobs.reduce((least, job) => (rankOf(job) >= rankOf(least) ? job : least))
}

const rankOf = ({ info: { status } }: GrowingJob): number => RANKS[status ?? ''] ?? 1

/** @returns how many jobs are no longer shown */
function fold(dropped: GrowingJob, into: Map<string, number>): number {
  let jobs = 0
  // As deep as a flow may be, it costs no stack.
  const open = [dropped]
  for (let job = open.pop(); job; job = open.pop()) {
    jobs += 1
    count(into, job.info)
    for (const [status, some] of job.folded) into.set(status, (into.get(status) ?? 0) + some)
    open.push(...job.children)
  }
  return jobs
}

function count(counts: Map<string, number>, { status }: FlowJobInfo): void {
  const name = status ?? NOTHING_KEPT
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

const NOTHING_KEPT = 'none'
