import { isFinal, type JobRecord, type JobStatus, type OnChildFailure } from '@arq/core'
import { toJobInfo } from '@arq/core/internal'

import type { ClientParts } from '../client-parts.js'
import { type AbortOptions, Job } from '../job-handle.js'
import type { JobOrigin } from '../job-origin.js'
import type { ResultShape } from '../job-outcome.js'
import { abortBelow } from './abort-flow.js'
import { flowParts } from './flow-parts.js'
import { flowRootOf } from './flow-root.js'
import { retryFlow } from './retry-flow.js'
import { type WalkedNode, walkFlow } from './walk-flow.js'

/** A job of a flow, as it stands. */
export interface FlowJobInfo {
  readonly jobId: string
  /** Absent of the root. */
  readonly parentId: string | undefined
  /** 0 of the root, 1 of its children… */
  readonly depth: number
  /** Its place among the children of its parent, from 0. */
  readonly place: number
  /** Name of its task; absent where nothing is kept of the job any more. */
  readonly task: string | undefined
  /**
   * Where it stands. `waiting`: for its children. Absent: nothing is kept of it, or it was never sent, because
   * `enqueueFlow` was cut off.
   */
  readonly status: JobStatus | 'waiting' | undefined
  /** Since when: its end, its start, or its enqueue. Absent where no record of it is kept any more. */
  readonly since: Date | undefined
  /** `Name: message` of its error. */
  readonly error: string | undefined
  readonly errorCode: string | undefined
  /** How many children it has. */
  readonly children: number
  /** Absent of a job without children. */
  readonly onChildFailure: OnChildFailure | undefined
}

/** How {@link FlowJob.abort} works. */
export interface FlowAbortOptions extends AbortOptions {
  /** Stops what is below it, too: its children, their children, and so on. @defaultValue false */
  readonly tree?: boolean
}

/** The root of a flow: its job, and what is below it. */
export class FlowJob<R = unknown> extends Job<R> {
  readonly #parts: ClientParts

  /** @internal Flows come from a client. */
  constructor(origin: JobOrigin, parts: ClientParts, shape: ResultShape | undefined) {
    super(origin, parts, shape)
    this.#parts = parts
  }

  /**
   * All jobs of the flow as they stand, each before its children; read some hundreds at a time.
   * @throws UnsupportedError `ARQ_UNSUPPORTED` when the store keeps no flows; ClosedError `ARQ_CLOSED`
   *
   * @example
   * ```ts
   * for await (const { depth, task, status } of flow.tree()) console.log(' '.repeat(depth), task, status)
   * ```
   */
  async *tree(): AsyncGenerator<FlowJobInfo, void, undefined> {
    for await (const node of walkFlow(flowParts(this.#parts, 'tree()'), this.jobId)) {
      yield flowJobInfo(node, await this.#error(node))
    }
  }

  /** The children of the root as they stand, in their order. @throws as {@link tree} does */
  async *children(): AsyncGenerator<FlowJobInfo, void, undefined> {
    const parts = flowParts(this.#parts, 'children()')
    const isRoot = ({ depth }: WalkedNode): boolean => depth === 0
    for await (const node of walkFlow(parts, this.jobId, isRoot)) {
      if (node.depth > 0) yield flowJobInfo(node, await this.#error(node))
    }
  }

  /**
   * The id of the root of the flow that this job is a part of; of the root, its own.
   * @returns `undefined`: it is no part of a flow, or nothing is kept of the flow any more
   * @throws as {@link tree} does
   */
  async rootId(): Promise<string | undefined> {
    return flowRootOf(flowParts(this.#parts, 'rootId()'), this.jobId)
  }

  /** Its error in the clear, where it is encrypted and the key is here. */
  async #error({ record }: WalkedNode): Promise<string | undefined> {
    return record?.error === undefined ? undefined : (await this.#parts.opened(record)).error
  }

  /**
   * Stops the root as any job; with `tree` what is below it, too, the root first. Without it the children go on, and the
   * root is not started when they are through.
   * @returns whether the root was aborted
   * @throws AbortTimeout `ARQ_ABORT_TIMEOUT` when it is not known in time of one of them; what was not reached by then is
   * stopped by the same call once more
   */
  override async abort({ tree = false, ...options }: FlowAbortOptions = {}): Promise<boolean> {
    const isAborted = await super.abort(options)
    if (tree) await abortBelow(flowParts(this.#parts, 'abort()'), this.jobId, options)
    return isAborted
  }

  /**
   * Runs again what has failed or was aborted: those jobs are enqueued anew, under their ids, and the parents that failed
   * for them wait for them again. What has completed stays as it is; what runs or waits goes on. A call that was cut off
   * may be repeated.
   * @returns how many jobs were enqueued again, and how many parents wait again
   * @throws JobNotFound `ARQ_JOB_NOT_FOUND` for a job that would have to run again and of which nothing is kept any more;
   * the others are enqueued first
   */
  async retry(): Promise<{ readonly enqueued: number; readonly waiting: number }> {
    return retryFlow(flowParts(this.#parts, 'retry()'), this.jobId)
  }
}

function flowJobInfo(
  { jobId, parentId, depth, place, record, end, group }: WalkedNode,
  ownError: string | undefined,
): FlowJobInfo {
  const waits = group !== undefined && !group.release && record?.status === 'queued'
  const known = record && (isFinal(record.status) || !end) ? record : end
  return {
    ...{ jobId, parentId, depth, place },
    task: [record?.functionName, end?.function, group?.parent.function].find(
      (name) => name !== undefined && name !== '',
    ),
    status: waits ? 'waiting' : known?.status,
    since: record && sinceOf(record),
    error: ownError ?? known?.error,
    errorCode: known?.errorCode,
    children: group?.parent.children ?? 0,
    onChildFailure: group?.parent.onChildFailure,
  }
}

function sinceOf(record: JobRecord): Date | undefined {
  const { status, endTime, startTime, enqueueTime } = toJobInfo(record)
  if (isFinal(status)) return endTime
  return (status === 'in_progress' ? startTime : undefined) ?? enqueueTime
}
