import type { ChildEnd, ParentRelease, WaitingParent } from './flow-entries.js'

/** What the end of a child means for its parent. */
type EndVerdict =
  /** Nothing is to be done, now or ever, for this end. */
  | { readonly kind: 'nothing' }
  /** The parent is to be released, in the place of the release that was read. */
  | { readonly kind: 'release'; readonly failedBy: string | undefined }

/** Whether the end of a child is written into the group of its parent. */
export const countsAsEnded = (
  { onChildFailure }: Pick<WaitingParent, 'onChildFailure'>,
  { status }: Pick<ChildEnd, 'status'>,
): boolean => status === 'completed' || onChildFailure !== 'wait'

interface AfterEnd {
  readonly parent: Pick<WaitingParent, 'children' | 'onChildFailure'>
  readonly end: Pick<ChildEnd, 'jobId' | 'status'>
  readonly place: number
  /** The release that was read before the end was written; absent: there was none. */
  readonly release: ParentRelease | undefined
  /** Entries in the group, once the end was written. */
  readonly count: number
}

/** What follows once the end of a child stands in the group. */
export function afterEnd({ parent, end, place, release, count }: AfterEnd): EndVerdict {
  if (release) {
    // Its message may not have been sent: whoever wrote the release died before its own message was acknowledged.
    return release.by === place && release.state === 'released'
      ? { kind: 'release', failedBy: release.failedBy }
      : NOTHING
  }
  if (parent.onChildFailure === 'fail' && end.status !== 'completed') {
    return { kind: 'release', failedBy: end.jobId }
  }
  // The parent's own entry, and one for each child. A release that came meanwhile makes the write of this one fail.
  return count > parent.children ? { kind: 'release', failedBy: undefined } : NOTHING
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
