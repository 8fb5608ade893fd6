import { isFinal, JobNotFound, type JobRecord, OPEN_CLAIM } from '@arq/core'
import {
  childEntry,
  FLOW_CHILD_HEADER,
  FLOW_KEPT_MS,
  flowGroupOf,
  PARENT_ENTRY,
  type ParentRelease,
  parseInstant,
  placeText,
  randomUuid,
  RELEASE_ENTRY,
  releasedMessage,
  toInstant,
  type WaitingParent,
  writeJob,
} from '@arq/core/internal'

import type { FlowParts } from './flow-parts.js'
import { readGroup, readPage, type WalkedGroup, type WalkedNode, walkFlow } from './walk-flow.js'

/** Entries that are removed in one write. */
const AT_ONCE = 1000

/** What a retry has done. */
interface Retried {
  enqueued: number
  waiting: number
}

/**
 * Enqueues again what has failed or was aborted, from the root down: a parent waits anew before its children are
 * enqueued, so that none of them ends unheard. Each step can be repeated after a crash.
 */
export async function retryFlow(parts: FlowParts, rootId: string): Promise<Retried> {
  const retried = { enqueued: 0, waiting: 0 }
  /** Parents whose children are to be looked at. */
  const waiting = new Set<string>()
  let lost: string | undefined
  for await (const node of walkFlow(parts, rootId, ({ jobId }) => waiting.delete(jobId))) {
    // A child that has ended as its parent wants it.
    if (node.end) continue
    if (node.group) {
      if (await retryParent(parts, node, node.group, retried)) waiting.add(node.jobId)
    } else if (node.record) await retryLeaf(parts, node, node.record, retried)
    else lost ??= node.jobId
  }
  if (lost !== undefined) throw new JobNotFound({ jobId: lost })
  return retried
}

/** @returns whether it waits for its children */
async function retryParent(
  parts: FlowParts,
  node: WalkedNode,
  group: WalkedGroup,
  retried: Retried,
): Promise<boolean> {
  const { release } = group
  const hasFailed =
    node.record !== undefined && isFinal(node.record.status) && node.record.status !== 'completed'
  if (!release) {
    // It was stopped while it waited, or waits: for one that failed, or for the rest of a retry that was cut off.
    const count = await waitAnew(parts, node, group, hasFailed)
    if (hasFailed) retried.waiting += 1
    if (count === undefined || count <= group.parent.children) return true
    await send(parts, node, hasFailed, retried)
    return false
  }
  if (!hasFailed) {
    const isCutOff = release.by === 'retry' && release.state === 'released'
    if (isCutOff) await send(parts, node, false, retried)
    return false
  }
  const open = group.parent.onChildFailure === 'fail' ? await unfinished(parts, node, group) : []
  if (open.length === 0) {
    await send(parts, node, true, retried)
    return false
  }
  await forget(parts, node, open)
  await waitAnew(parts, node, group, true)
  retried.waiting += 1
  return true
}

/** The places of the children that have not completed. */
async function unfinished(
  parts: FlowParts,
  { jobId, depth }: WalkedNode,
  { parent }: WalkedGroup,
): Promise<readonly number[]> {
  const open: number[] = []
  for (let place = 0; place < parent.children;) {
    const page = await readPage(parts, { jobId, depth, parent, place })
    for (const { place: at, end } of page) if (end?.status !== 'completed') open.push(at)
    place += page.length
  }
  return open
}

async function forget(
  { entries }: FlowParts,
  { jobId }: WalkedNode,
  places: readonly number[],
): Promise<void> {
  for (let first = 0; first < places.length; first += AT_ONCE) {
    const changes = places
      .slice(first, first + AT_ONCE)
      .map((place) => ({ name: childEntry(place), text: undefined }))
    await entries.write(flowGroupOf(jobId), changes, { ttlMs: FLOW_KEPT_MS })
  }
}

/**
 * Lets a parent wait for its children. @param isNew as a new enqueue of its job
 * @returns how many entries its group has then; `undefined`: somebody else has changed it meanwhile
 */
async function waitAnew(
  parts: FlowParts,
  node: WalkedNode,
  { parent, entry, releaseEntry }: WalkedGroup,
  isNew: boolean,
): Promise<number | undefined> {
  const { jobId, record } = node
  const next = isNew ? renewed(parts, parent, record) : parent
  const { enqueueTime } = next
  const text = JSON.stringify(next)
  const changes = [
    { name: PARENT_ENTRY, text, ifVersion: entry.version },
    ...(releaseEntry
      ? [{ name: RELEASE_ENTRY, text: undefined, ifVersion: releaseEntry.version }]
      : []),
  ]
  const written = await parts.entries.write(flowGroupOf(jobId), changes, { ttlMs: FLOW_KEPT_MS })
  if (written.kind === 'conflict') return undefined
  if (isNew && record) await queueAgain(parts, record, enqueueTime)
  return written.count
}

/** Releases a parent whose children are through. @param isNew as a new enqueue of its job */
async function send(
  parts: FlowParts,
  node: WalkedNode,
  isNew: boolean,
  retried: Retried,
): Promise<void> {
  const { client, entries, store } = parts
  const { jobId } = node
  const group = await readGroup(parts, jobId)
  if (!group) return
  const { parent, entry, releaseEntry } = group
  const record = await store.get(jobId)
  const mayRenew = isNew && record !== undefined && isFinal(record.status)
  const next = mayRenew ? renewed(parts, parent, record) : parent
  const release: ParentRelease = { token: randomUuid(), by: 'retry', state: 'released' }
  const written = await entries.write(
    flowGroupOf(jobId),
    [
      { name: PARENT_ENTRY, text: JSON.stringify(next), ifVersion: entry.version },
      {
        name: RELEASE_ENTRY,
        text: JSON.stringify(release),
        ifVersion: releaseEntry?.version ?? null,
      },
    ],
    { ttlMs: FLOW_KEPT_MS },
  )
  // Whoever was faster sends it.
  if (written.kind === 'conflict') return
  if (mayRenew) await queueAgain(parts, record, next.enqueueTime)
  const { codec } = client.settings.enqueue
  const nowMs = client.settings.clock.now()
  await client.settings.transport.publish(
    await releasedMessage(next, { jobId, release, codec, nowMs }),
  )
  retried.enqueued += 1
}

async function retryLeaf(
  parts: FlowParts,
  { jobId, parentId, place }: WalkedNode,
  record: JobRecord,
  retried: Retried,
): Promise<void> {
  const { client } = parts
  const { status, claim, functionName, args, kwargs, queueName } = record
  const hasFailed = isFinal(status) && status !== 'completed'
  // A retry that was cut off before the broker had the message.
  const isCutOff = status === 'queued' && claim !== undefined
  if (!hasFailed && !isCutOff) return
  if (hasFailed) await queueAgain(parts, record, nextEnqueueTime(parts, record, record), true)
  const { settings, sender } = client
  const livesMs = lifetimeOf(record)
  const expires = livesMs === undefined ? {} : { expires: new Date(settings.clock.now() + livesMs) }
  const draft = sender.draft({
    // Its arguments are copied as they are stored: they may be encrypted.
    ...{ task: functionName, args: [], kwargs: {} },
    options: { jobId, queueName, ...expires },
  })
  const headers =
    parentId === undefined
      ? draft.headers
      : { ...draft.headers, [FLOW_CHILD_HEADER]: placeText({ parentId, place }) }
  const firstEnqueueTime = record.firstEnqueueTime ?? record.enqueueTime
  const message = { ...draft.message, args, kwargs, firstEnqueueTime }
  const written = writeJob(message, settings.enqueue.codec)
  await sender.send({ ...draft, ...written, message, headers }, () => undefined)
  retried.enqueued += 1
}

/** A parent as a new enqueue, which has the steps of those before. */
function renewed(
  parts: FlowParts,
  parent: WaitingParent,
  record: JobRecord | undefined,
): WaitingParent {
  const firstEnqueueTime = parent.firstEnqueueTime ?? parent.enqueueTime
  return { ...parent, firstEnqueueTime, enqueueTime: nextEnqueueTime(parts, parent, record) }
}

/** Writes that a job that had ended waits once more. @param isClaim until its message is sent */
async function queueAgain(
  { store }: FlowParts,
  record: JobRecord,
  enqueueTime: string,
  isClaim = false,
): Promise<void> {
  const queued: JobRecord = {
    ...record,
    ...{ status: 'queued', enqueueTime, startTime: enqueueTime, createdAt: enqueueTime },
    firstEnqueueTime: record.firstEnqueueTime ?? record.enqueueTime,
    ...{ token: undefined, claim: isClaim ? OPEN_CLAIM : undefined, claimedUntil: undefined },
    ...{ retryCount: 0, workerId: 'pending', endTime: undefined, durationMs: undefined },
    ...{ result: undefined, error: undefined, errorCode: undefined, traceback: undefined },
    ...{ progress: undefined, log: undefined, tries: undefined, deferUntil: undefined },
    ...{ expires: undefined, expiresAt: undefined },
  }
  // It is newer than what stands there, so it takes its place; where another retry was faster, nothing is written.
  await store.transition({ record: queued, guard: 'own', ttlMs: FLOW_KEPT_MS })
}

/** Later than the enqueue that has ended. */
function nextEnqueueTime(
  { client }: FlowParts,
  { enqueueTime }: Pick<JobRecord, 'enqueueTime'>,
  record: JobRecord | undefined,
): string {
  const last = Math.max(msOf(enqueueTime), msOf(record?.enqueueTime))
  return toInstant(Math.max(client.settings.clock.now(), last + 1))
}

const msOf = (instant: string | undefined): number =>
  instant === undefined ? 0 : (parseInstant(instant) ?? 0)

/** How long after its enqueue it could be started. */
function lifetimeOf({ expires, enqueueTime }: JobRecord): number | undefined {
  const expiresMs = expires === undefined ? undefined : parseInstant(expires)
  const enqueuedMs = enqueueTime === undefined ? undefined : parseInstant(enqueueTime)
  return expiresMs === undefined || enqueuedMs === undefined
    ? undefined
    : Math.max(expiresMs - enqueuedMs, 60_000)
}
