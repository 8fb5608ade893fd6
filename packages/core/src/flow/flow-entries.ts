import type { Entry } from '../ports/entry-store.js'
import type { OnChildFailure } from '../task/flow-shape.js'
import type { Instant } from '../time/instant.js'

/** On the message of a child: its place among its siblings and the id of its parent. */
export const FLOW_CHILD_HEADER = 'x-arq-flow-parent'
/** On the message of a parent: which release of it this is. */
export const FLOW_RELEASE_HEADER = 'x-arq-flow-release'
/** On the message of a parent that is to fail: the child that it fails for. */
export const FLOW_FAILED_HEADER = 'x-arq-flow-failed'

/** How long a flow is kept after the last that was written of it: longer than anybody waits for one. */
export const FLOW_KEPT_MS = 30 * 86_400_000

/** The group of the children of a job. */
export const flowGroupOf = (parentId: string): string => `flow:${parentId}`

/** The entry of a parent: its message as far as it is known before its release. */
export const PARENT_ENTRY = 'parent'
/** The entry of the release of a parent. */
export const RELEASE_ENTRY = 'release'
/** The entry of a child that has ended. */
export const childEntry = (place: number): string => `c${String(place)}`

/** A larger result is not kept with the flow. */
const LARGEST_RESULT_CHARACTERS = 512 * 1024

/** What is kept of a parent while it waits. */
export interface WaitingParent {
  readonly root: string
  readonly function: string
  readonly queueName: string
  /** How many children it has. */
  readonly children: number
  /** The number of the first of them in the flow. */
  readonly firstChild: number
  /** The places of the children that have children of their own. */
  readonly parentPlaces: readonly number[]
  readonly onChildFailure: OnChildFailure
  readonly enqueueTime: Instant
  /** Of a job that was retried: its steps are known by the time of its first enqueue. */
  readonly firstEnqueueTime?: Instant | undefined
  /** How long after it became due it may be started; or until which moment, milliseconds since 1970. */
  readonly expires: { readonly afterMs: number } | { readonly atMs: number }
  /** How long after its release it becomes due, or at which moment; absent: at once. */
  readonly due?: { readonly afterMs: number } | { readonly atMs: number } | undefined
  readonly priority?: number | undefined
  readonly headers: Readonly<Record<string, string | number>>
  readonly contentType: string
  /** Its body; text, or bytes in base64. */
  readonly body: string
  readonly isBase64?: boolean | undefined
  readonly isCompressed?: boolean | undefined
  /** Of a root: all that was to be sent was sent. */
  readonly isSent?: boolean | undefined
}

/** The end of a child. */
export interface ChildEnd {
  readonly jobId: string
  readonly function: string
  readonly status: 'completed' | 'failed' | 'aborted'
  readonly result?: unknown
  readonly error?: string | undefined
  readonly errorCode?: string | undefined
  /** Its result is too large to be kept here: it is in its record, as long as that is kept. */
  readonly isInRecord?: boolean | undefined
}

/** Who starts a parent. */
export interface ParentRelease {
  /** Names this release: only a message that has it starts the parent. */
  readonly token: string
  /** The place of the child that is responsible for the message; `retry`: whoever retried the flow. */
  readonly by: number | 'retry'
  readonly state: 'released' | 'started'
  /** The child that the parent fails for. */
  readonly failedBy?: string | undefined
}

/** `undefined` where nothing of ours stands. */
export const readParent = (entry: Entry | undefined): WaitingParent | undefined =>
  parsed(entry) as WaitingParent | undefined
export const readChild = (entry: Entry | undefined): ChildEnd | undefined =>
  parsed(entry) as ChildEnd | undefined
export const readRelease = (entry: Entry | undefined): ParentRelease | undefined =>
  parsed(entry) as ParentRelease | undefined

export function childText(end: ChildEnd): string {
  const text = JSON.stringify(end)
  if (text.length <= LARGEST_RESULT_CHARACTERS) return text
  const { jobId, function: name, status, error, errorCode } = end
  return JSON.stringify({
    ...{ jobId, function: name, status, errorCode, isInRecord: true },
    error: error?.slice(0, LARGEST_RESULT_CHARACTERS / 8),
  } satisfies ChildEnd)
}

/** What a child's message says of its parent. */
export interface PlaceInFlow {
  readonly parentId: string
  readonly place: number
}

export const placeText = ({ parentId, place }: PlaceInFlow): string =>
  `${String(place)}/${parentId}`

/** `undefined` of a job that is nobody's child. */
export function placeInFlow(headers: Readonly<Record<string, unknown>>): PlaceInFlow | undefined {
  const value = headers[FLOW_CHILD_HEADER]
  if (typeof value !== 'string') return undefined
  const [, place, parentId] = /^(\d{1,9})\/(.+)$/s.exec(value) ?? []
  return place === undefined || parentId === undefined
    ? undefined
    : { place: Number(place), parentId }
}

/** Nobody else writes in groups of this name, so that each has its shape. */
function parsed(entry: Entry | undefined): unknown {
  if (!entry) return undefined
  try {
    return JSON.parse(entry.text)
  } catch {
    return undefined
  }
}
