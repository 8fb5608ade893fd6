import type { Route } from '../topology/route.js'
import type { Outbound } from './outbound.js'

/** A publish between the call and its outcome. */
export class PendingPublish {
  readonly outbound: Outbound
  readonly resolve: () => void
  readonly reject: Reject
  /** By the monotonic clock, as {@link sentAtMs}. */
  readonly acceptedAtMs: number
  /** Its way, once decided. */
  route: Route | undefined
  sentAtMs = 0
  /** Why the broker sent it back, while its confirm is still to come. */
  returnedReason: string | undefined
  /** It came back once: its queue was declared anew, and it is not sent a third time. */
  isSecondTry = false
  /** The caller has been told; the broker may still answer. */
  isTold = false

  constructor(outbound: Outbound, acceptedAtMs: number, resolve: () => void, reject: Reject) {
    this.outbound = outbound
    this.acceptedAtMs = acceptedAtMs
    this.resolve = resolve
    this.reject = reject
  }

  get bytes(): number {
    return this.outbound.body.length
  }
}

type Reject = (error: Error) => void
