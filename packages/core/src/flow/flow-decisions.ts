import type { ChildEnd, ParentRelease, WaitingParent } from './flow-entries.js'

/** What ends of children mean for their parent. */
type EndVerdict =
  /** Nothing is to be done, now or ever, for these ends. */
  | { readonly kind: 'nothing' }
  /** The parent is to be released, in the place of the release that was read; the child at `by` is responsible. */
  | {
      readonly kind: 'release'
      readonly by: ParentRelease['by']
      readonly failedBy: string | undefined
    }

/** A child that has ended, and its place among its siblings. */
export interface PlacedEnd {
  readonly place: number
  readonly end: Pick<ChildEnd, 'jobId' | 'status'>
}

/** Whether the end of a child is written into the group of its parent. */
export const countsAsEnded = (
  { onChildFailure }: Pick<WaitingParent, 'onChildFailure'>,
  { status }: Pick<ChildEnd, 'status'>,
): boolean => status === 'completed' || onChildFailure !== 'wait'

interface AfterEnds {
  readonly parent: Pick<WaitingParent, 'children' | 'onChildFailure'>
  /** Those that were written together. */
  readonly ends: readonly PlacedEnd[]
  /** The release that was read before the ends were written; absent: there was none. */
  readonly release: ParentRelease | undefined
  /** Entries in the group, once the ends were written. */
  readonly count: number
}

/** What follows once ends of children stand in the group. */
export function afterEnds({ parent, ends, release, count }: AfterEnds): EndVerdict {
  if (release) {
    const { by, state, failedBy } = release
    const isOurs = state === 'released' && ends.some(({ place }) => place === by)
    // Its message may not have been sent: whoever wrote the release died before its own message was acknowledged.
    return isOurs ? { kind: 'release', by, failedBy } : NOTHING
  }
  const failed =
    parent.onChildFailure === 'fail'
      ? ends.find(({ end: { status } }) => status !== 'completed')
      : undefined
  if (failed) return { kind: 'release', by: failed.place, failedBy: failed.end.jobId }
  const last = ends.at(-1)
  // The parent's own entry, and one for each child. A release that came meanwhile makes the write of this one fail.
  return last && count > parent.children
    ? { kind: 'release', by: last.place, failedBy: undefined }
    : NOTHING
}

const NOTHING: EndVerdict = { kind: 'nothing' }

/**
 * Whether the message of a parent may start it.
 * - `begin`: once the release says `started`.
 * - `begun`: it was started by this very release: its worker died, or it is retried.
 * - `obsolete`: another release has taken its place.
 */
export function mayStart(
  release: ParentRelease | undefined,
  token: string,
): 'begin' | 'begun' | 'obsolete' {
  // The group has expired: what the message says is all there is.
  if (!release) return 'begun'
  if (release.token !== token) return 'obsolete'
  return release.state === 'released' ? 'begin' : 'begun'
}
