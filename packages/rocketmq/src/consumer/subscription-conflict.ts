/** A subscription that other members of the group have in another way. */
export interface SubscriptionConflict {
  /** Without the namespace. */
  readonly topic: string
  /** This member's expression; `undefined` where it does not subscribe to the topic. */
  readonly own: string | undefined
  /** The expression that brokers go by; `undefined` where they know none for the topic. */
  readonly atBrokers: string | undefined
  /** When it was first seen, in milliseconds since 1970. */
  readonly sinceMs: number
  /** When it was first seen to be over; `undefined` while it lasts. */
  readonly untilMs: number | undefined
}
