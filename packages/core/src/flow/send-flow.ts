import { utf8Length } from '#platform'

import type { ResolvedEnqueueSettings } from '../enqueue/enqueue-settings.js'
import type { JobDraft } from '../enqueue/job-draft.js'
import type { DraftRequest } from '../enqueue/job-draft.js'
import { JobReader } from '../enqueue/job-reader.js'
import { queuedRecord } from '../enqueue/queued-record.js'
import { ConfigurationError } from '../errors/settings-errors.js'
import { isFinal } from '../job/job.js'
import type { EntryChange, EntryStore } from '../ports/entry-store.js'
import type { ResultStore } from '../ports/result-store.js'
import type { Flow } from '../task/flow-shape.js'
import type { Clock } from '../time/clock.js'
import { toInstant } from '../time/instant.js'
import { jsonCodec } from '../wire/codec.js'
import { newJobId } from '../wire/job-message.js'
import { isFlow } from './flow.js'
import {
  childEntry,
  FLOW_CHILD_HEADER,
  FLOW_KEPT_MS,
  flowGroupOf,
  PARENT_ENTRY,
  placeText,
  readParent,
  type WaitingParent,
} from './flow-entries.js'
import { flowTexts } from './flow-texts.js'
import { flowJobId, type FlowNode, flowNodes } from './flow-tree.js'
import { waitingParent } from './waiting-parent.js'

/** What a flow is sent by. */
export interface FlowSending {
  readonly store: ResultStore
  readonly entries: EntryStore
  readonly clock: Clock
  readonly settings: Pick<ResolvedEnqueueSettings, 'codec' | 'compressAboveBytes'>
  readonly sender: {
    /** Checks and encodes a job; sends nothing. */
    draft(request: DraftRequest): JobDraft
    /** Keeps a job that others have to end before, for so long. */
    hold(draft: JobDraft, write: () => Promise<void>, keptMs: number): Promise<void>
    send(draft: JobDraft): Promise<unknown>
  }
}

/** Jobs that are written or sent side by side. */
const AT_ONCE = 500

/** An entry has room for so much. */
const LARGEST_ENTRY_BYTES = 1024 * 1024

/** A job of the flow, checked and encoded. */
interface DraftedNode {
  readonly node: FlowNode
  readonly jobId: string
  readonly draft: JobDraft
}

/** A parent, and what is kept of it while it waits. */
interface DraftedParent extends DraftedNode {
  readonly waiting: WaitingParent
}

/**
 * Sends a flow: first what is kept of each parent, then the jobs that wait for nobody. A call that was cut off is
 * repeated with the same root id: what was written and sent stays.
 * @returns the id of the root, and its queue
 */
export async function sendFlow(
  parts: FlowSending,
  root: Flow,
  givenId: string | undefined,
): Promise<{ readonly jobId: string; readonly queueName: string }> {
  const rootId = givenId ?? newJobId()
  const drafted = draftNodes(parts, root, rootId)
  const parents = drafted.flatMap((one) => parentOf(parts, one, rootId, drafted))
  const leaves = drafted.filter(({ node }) => node.flow.children.length === 0)
  const first = drafted[0]
  if (!first) throw new TypeError('a flow has a root')
  const { queueName } = first.draft.message
  const [top] = parents
  const found = top && (await standing(parts, top))
  if (found?.isSent === true) return { jobId: rootId, queueName }
  await inParts(parents, (parent) => keepParent(parts, parent))
  await sendLeaves(parts, leaves, found !== undefined)
  if (top) await markSent(parts, top)
  return { jobId: rootId, queueName }
}

function draftNodes({ sender }: FlowSending, root: Flow, rootId: string): readonly DraftedNode[] {
  if (!isFlow(root)) {
    throw new ConfigurationError('enqueueFlow()', [{ path: 'flow', text: flowTexts.notAFlow() }])
  }
  const reader = new JobReader()
  return flowNodes(root).map((node) => {
    const { task, args, options } = node.flow
    const jobId = flowJobId(rootId, node.number)
    const draft = sender.draft(reader.readCall(task, args, { ...options, jobId }))
    return { node, jobId, draft: asChild(draft, node, rootId) }
  })
}

/** Names the parent in the headers of its child. */
function asChild(draft: JobDraft, { parent, place }: FlowNode, rootId: string): JobDraft {
  if (!parent) return draft
  const parentId = flowJobId(rootId, parent.number)
  const headers = { ...draft.headers, [FLOW_CHILD_HEADER]: placeText({ parentId, place }) }
  return { ...draft, headers }
}

function parentOf(
  { settings, clock }: FlowSending,
  one: DraftedNode,
  rootId: string,
  all: readonly DraftedNode[],
): readonly DraftedParent[] {
  const { flow, firstChild } = one.node
  if (flow.children.length === 0) return []
  const parentPlaces = flow.children.flatMap((child, place) =>
    child.children.length === 0 ? [] : [place],
  )
  // It is one of those that were numbered here.
  if (!all[firstChild]) throw new TypeError('a child has no number')
  const { codec, compressAboveBytes } = settings
  const { options } = flow
  const waiting = waitingParent(one.draft, {
    ...{ root: rootId, children: flow.children.length, firstChild, parentPlaces, options },
    ...{ onChildFailure: flow.onChildFailure, nowMs: clock.now() },
    ...{ isText: codec === jsonCodec, contentType: codec.contentType, compressAboveBytes },
  })
  const bytes = utf8Length(JSON.stringify(waiting))
  if (bytes > LARGEST_ENTRY_BYTES) {
    const text = flowTexts.parentTooLarge({
      task: waiting.function,
      bytes,
      limit: LARGEST_ENTRY_BYTES,
    })
    throw new ConfigurationError('flow', [{ path: 'args', text }])
  }
  return [{ ...one, waiting }]
}

/** What an earlier call with this id has left. @throws ConfigurationError when it was another flow */
async function standing(
  { entries }: FlowSending,
  { jobId, waiting }: DraftedParent,
): Promise<WaitingParent | undefined> {
  const found = readParent(
    (await entries.read(flowGroupOf(jobId), [PARENT_ENTRY])).get(PARENT_ENTRY),
  )
  if (!found) return undefined
  const isSame =
    found.function === waiting.function &&
    found.children === waiting.children &&
    found.onChildFailure === waiting.onChildFailure
  if (isSame) return found
  const text = flowTexts.flowIdTaken({ jobId })
  throw new ConfigurationError('options of enqueueFlow()', [{ path: 'jobId', text }])
}

/** Writes the group of a parent, then its record. Either may stand from a call that was cut off. */
async function keepParent(
  parts: FlowSending,
  { jobId, draft, waiting }: DraftedParent,
): Promise<void> {
  const { entries, store, sender, clock } = parts
  await sender.hold(
    draft,
    async () => {
      const group = flowGroupOf(jobId)
      const change: EntryChange = {
        name: PARENT_ENTRY,
        text: JSON.stringify(waiting),
        ifVersion: null,
      }
      const written = await entries.write(group, [change], { ttlMs: FLOW_KEPT_MS })
      const isNew = written.kind === 'written'
      const kept = isNew
        ? waiting
        : (readParent((await entries.read(group, [PARENT_ENTRY])).get(PARENT_ENTRY)) ?? waiting)
      const { enqueueTime } = kept
      const expiresAt = toInstant(clock.now() + FLOW_KEPT_MS)
      const record = {
        ...queuedRecord(draft),
        ...{ enqueueTime, startTime: enqueueTime, createdAt: enqueueTime, expiresAt },
        // They count from its release.
        ...{ expires: undefined, deferUntil: undefined },
      }
      if ((await store.create(record, { ttlMs: FLOW_KEPT_MS })) === 'created' || !isNew) return
      const other = await store.get(jobId)
      // A store may say so of its own write, when the answer to it was lost. Only a waiting parent has no expiry yet.
      const isOurs = other?.enqueueTime === enqueueTime && other.expires === undefined
      if (!other || isOurs) return
      await entries.remove(group)
      const text = flowTexts.flowIdTaken({ jobId })
      throw new ConfigurationError('options of enqueueFlow()', [{ path: 'jobId', text }])
    },
    FLOW_KEPT_MS,
  )
}

/** @param isRepeat what has ended since an earlier call is not sent again, also where its record is gone */
async function sendLeaves(
  parts: FlowSending,
  leaves: readonly DraftedNode[],
  isRepeat: boolean,
): Promise<void> {
  await inParts(leaves, async (leaf) => {
    if (isRepeat && (await hasEnded(parts, leaf))) return
    await parts.sender.send(leaf.draft)
  })
}

async function hasEnded({ entries, store }: FlowSending, { jobId, draft, node }: DraftedNode) {
  const parent = draft.headers[FLOW_CHILD_HEADER]
  if (typeof parent !== 'string') return false
  const name = childEntry(node.place)
  const group = flowGroupOf(parent.slice(parent.indexOf('/') + 1))
  if ((await entries.read(group, [name])).has(name)) return true
  const status = await store.getStatus(jobId)
  return status !== undefined && isFinal(status)
}

/** A call that is repeated after this sends nothing, also when the records of the jobs are gone. */
async function markSent({ entries }: FlowSending, { jobId }: DraftedParent): Promise<void> {
  const group = flowGroupOf(jobId)
  const entry = (await entries.read(group, [PARENT_ENTRY])).get(PARENT_ENTRY)
  const parent = readParent(entry)
  if (!entry || !parent) return
  const text = JSON.stringify({ ...parent, isSent: true })
  const change = { name: PARENT_ENTRY, text, ifVersion: entry.version }
  await entries.write(group, [change], { ttlMs: FLOW_KEPT_MS })
}

/** Some at a time, all of a part to their end. @throws the first error of the first part that has one */
async function inParts<T>(all: readonly T[], call: (one: T) => Promise<void>): Promise<void> {
  for (let first = 0; first < all.length; first += AT_ONCE) {
    const settled = await Promise.allSettled(all.slice(first, first + AT_ONCE).map(call))
    const failed = settled.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }
}
