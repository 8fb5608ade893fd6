import type { Entry, JobRecord } from '@arq/core'
import {
  type ChildEnd,
  childEntry,
  flowGroupOf,
  flowJobId,
  PARENT_ENTRY,
  type ParentRelease,
  readChild,
  readParent,
  readRelease,
  RELEASE_ENTRY,
  type WaitingParent,
} from '@arq/core/internal'

import type { FlowParts } from './flow-parts.js'

/** Children that are read in one round trip. */
const PAGE = 500

/** A job of a flow as store and groups have it. */
export interface WalkedNode {
  readonly jobId: string
  readonly depth: number
  readonly parentId: string | undefined
  readonly place: number
  readonly record: JobRecord | undefined
  /** How it ended, as its parent was told. */
  readonly end: ChildEnd | undefined
  /** Of a parent. */
  readonly group: WalkedGroup | undefined
}

export interface WalkedGroup {
  readonly parent: WaitingParent
  readonly entry: Entry
  readonly release: ParentRelease | undefined
  readonly releaseEntry: Entry | undefined
}

/** Where the walk is among the children of one job. */
interface Level {
  readonly jobId: string
  readonly parent: WaitingParent
  readonly depth: number
  /** The next child. */
  place: number
  page: readonly Omit<WalkedNode, 'group'>[]
}

/**
 * The jobs of a flow, each before its children. What is behind a job is read after it was given, so that the caller may
 * change it; `into` decides whether its children are given, too.
 */
export async function* walkFlow(
  parts: FlowParts,
  rootId: string,
  into: (node: WalkedNode) => boolean = () => true,
): AsyncGenerator<WalkedNode, void, undefined> {
  const record = await parts.store.get(rootId)
  const group = await readGroup(parts, rootId)
  const root = { jobId: rootId, depth: 0, parentId: undefined, place: 0, record, end: undefined }
  const top = { ...root, group }
  yield top
  const levels: Level[] = group && into(top) ? [levelOf(top, group.parent)] : []
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    if (level.place >= level.parent.children) {
      levels.pop()
      continue
    }
    if (level.place % PAGE === 0) level.page = await readPage(parts, level)
    const child = level.page[level.place % PAGE]
    const isParent = level.parent.parentPlaces.includes(level.place)
    level.place += 1
    if (!child) continue
    const node = { ...child, group: isParent ? await readGroup(parts, child.jobId) : undefined }
    yield node
    if (node.group && into(node)) levels.push(levelOf(node, node.group.parent))
  }
}

/** The children of a job, with what their parent was told. */
export async function readPage(
  { store, entries }: FlowParts,
  {
    jobId: parentId,
    parent,
    depth,
    place: first,
  }: Pick<Level, 'jobId' | 'parent' | 'depth' | 'place'>,
): Promise<readonly Omit<WalkedNode, 'group'>[]> {
  const count = Math.min(PAGE, parent.children - first)
  const places = Array.from({ length: count }, (_, at) => first + at)
  const idOf = (place: number): string => flowJobId(parent.root, parent.firstChild + place)
  const [records, ends] = await Promise.all([
    store.getMany(places.map(idOf)),
    entries.read(flowGroupOf(parentId), places.map(childEntry)),
  ])
  return places.map((place) => {
    const jobId = idOf(place)
    const end = readChild(ends.get(childEntry(place)))
    return { jobId, depth: depth + 1, parentId, place, record: records.get(jobId), end }
  })
}

/** `undefined` of a job that is no parent, or when nothing is kept of it any more. */
export async function readGroup(
  { entries }: FlowParts,
  jobId: string,
): Promise<WalkedGroup | undefined> {
  const read = await entries.read(flowGroupOf(jobId), [PARENT_ENTRY, RELEASE_ENTRY])
  const entry = read.get(PARENT_ENTRY)
  const parent = readParent(entry)
  if (!entry || !parent) return undefined
  const releaseEntry = read.get(RELEASE_ENTRY)
  return { parent, entry, release: readRelease(releaseEntry), releaseEntry }
}

const levelOf = ({ jobId, depth }: WalkedNode, parent: WaitingParent): Level => ({
  ...{ jobId, parent, depth },
  place: 0,
  page: [],
})
