/** The queue of this page. */
export const QUEUE = 'orders'

/** Where a worker stands: what was killed comes back under the same name. */
export const SLOTS = ['A', 'B', 'C'] as const
export type WorkerName = (typeof SLOTS)[number]

/** What a button enqueues. */
export const KINDS = ['plain', 'delayed', 'hour', 'flaky', 'broken', 'long', 'poison'] as const
export type JobKind = (typeof KINDS)[number]
