import type { Entry, EntryStore } from '@arq/core'
import {
  afterEnds,
  childEntry,
  countsAsEnded,
  FLOW_KEPT_MS,
  flowGroupOf,
  PARENT_ENTRY,
  type PlacedEnd,
  type PlaceInFlow,
  readParent,
  readRelease,
  RELEASE_ENTRY,
  type WaitingParent,
  WriteBatch,
} from '@arq/core/internal'

/** Ends of one parent's children in one write: a store does nothing else for its group meanwhile. */
const MOST_AT_ONCE = 500
/** Their text; a single larger one goes alone. */
const MOST_CHARACTERS = 1024 * 1024

/** The end of a child, and what is to be written of it. */
interface EndToWrite extends PlacedEnd {
  readonly text: string
  /** Whether nobody waits for the answer any more: its message comes again. */
  readonly isOver: () => boolean
}

/**
 * - `told`: nothing is left to do for this end.
 * - `gone`: nothing is kept of its parent.
 * - `open`: the store has not taken it, and nobody asks it any more.
 * - `release`: this child is to release its parent.
 */
type AfterWrite =
  | { readonly kind: 'told' | 'gone' | 'open' }
  | {
      readonly kind: 'release'
      readonly parent: WaitingParent
      /** The release that stands, whose place the new one takes. */
      readonly standing: Entry | undefined
      readonly failedBy: string | undefined
    }

/** Asks the entries until they answer; `open`: nobody waits for the answer any more. */
type AskEntries = <T>(
  jobId: string,
  call: (entries: EntryStore) => Promise<T>,
  isOver: () => boolean,
) => Promise<{ readonly value: T } | 'open'>

interface OpenGroup {
  readonly batch: WriteBatch<EndToWrite, AfterWrite>
  /** Ends that are not answered yet. */
  waiting: number
}

/**
 * Writes ends of children into the groups of their parents. A group is written by one at a time, whatever the store: so
 * what ends while a write of a group is under way goes together in the next one.
 */
export class GroupWrites {
  readonly #ask: AskEntries
  /** Those that are written at the moment. */
  readonly #groups = new Map<string, OpenGroup>()

  constructor(ask: AskEntries) {
    this.#ask = ask
  }

  async write({ parentId, place }: PlaceInFlow, end: Omit<EndToWrite, 'place'>) {
    const group = this.#groups.get(parentId) ?? this.#open(parentId)
    group.waiting += 1
    try {
      return await group.batch.add([{ ...end, place }], ([answer = TOLD]) => answer)
    } finally {
      group.waiting -= 1
      if (group.waiting === 0) this.#groups.delete(parentId)
    }
  }

  #open(parentId: string): OpenGroup {
    const batch = new WriteBatch<EndToWrite, AfterWrite>({
      send: (ends) => this.#send(flowGroupOf(parentId), ends),
      charactersOf: ({ text }) => text.length,
      maxWrites: MOST_AT_ONCE,
      maxCharacters: MOST_CHARACTERS,
      maxCalls: 1,
    })
    const group = { batch, waiting: 0 }
    this.#groups.set(parentId, group)
    return group
  }

  async #send(group: string, all: readonly EndToWrite[]): Promise<readonly AfterWrite[]> {
    const jobId = all[0]?.end.jobId ?? group
    const isOver = (): boolean => all.every((one) => one.isOver())
    const ask = <T>(call: (entries: EntryStore) => Promise<T>) => this.#ask(jobId, call, isOver)
    const read = await ask((entries) => entries.read(group, [PARENT_ENTRY, RELEASE_ENTRY]))
    if (read === 'open') return all.map(() => OPEN)
    const parent = readParent(read.value.get(PARENT_ENTRY))
    if (!parent) return all.map(() => GONE)
    // A child whose message came twice has one end.
    const byPlace = new Map(all.map((one) => [one.place, one]))
    const ends = [...byPlace.values()].filter(({ end }) => countsAsEnded(parent, end))
    if (ends.length === 0) return all.map(() => TOLD)
    const changes = ends.map(({ place, text }) => ({ name: childEntry(place), text }))
    const written = await ask((entries) => entries.write(group, changes, { ttlMs: FLOW_KEPT_MS }))
    if (written === 'open') return all.map(() => OPEN)
    const count = written.value.kind === 'written' ? written.value.count : 0
    const standing = read.value.get(RELEASE_ENTRY)
    const verdict = afterEnds({ parent, ends, release: readRelease(standing), count })
    if (verdict.kind === 'nothing') return all.map(() => TOLD)
    const { by, failedBy } = verdict
    return all.map(({ place }) =>
      place === by ? { kind: 'release', parent, standing, failedBy } : TOLD,
    )
  }
}

const TOLD = { kind: 'told' } as const
const GONE = { kind: 'gone' } as const
const OPEN = { kind: 'open' } as const
