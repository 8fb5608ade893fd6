import type { Outbound } from './outbound.js'
import type { Route } from './router.js'

/** A publish between the call and its outcome. */
export class PendingPublish {
  readonly outbound: Outbound
  readonly resolve: () => void
  readonly reject: (error: Error) => void
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

  constructor(outbound: Outbound, outcome: PublishOutcome, acceptedAtMs: number) {
    this.outbound = outbound
    this.resolve = outcome.resolve
    this.reject = outcome.reject
    this.acceptedAtMs = acceptedAtMs
  }

  get bytes(): number {
    return this.outbound.body.length
  }
}

interface PublishOutcome {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}
