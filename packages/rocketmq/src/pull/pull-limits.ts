import type { ProcessQueue } from './process-queue.js'

/** How much of one queue may be pulled ahead of its consumption. */
export interface PullLimits {
  readonly maxMessages: number
  readonly maxBytes: number
  /** From the first message that is not done to the last one pulled: `Infinity` for orderly consumption. */
  readonly maxSpan: number
}

/** Which limit is reached. */
export type FullBy = 'messages' | 'bytes' | 'span'

/** Whether the next pull must wait for listeners, and which limit says so. */
export function fullBy(
  { count, bytes, span }: Pick<ProcessQueue, 'count' | 'bytes' | 'span'>,
  limits: PullLimits,
): FullBy | undefined {
  if (count >= limits.maxMessages) return 'messages'
  if (bytes >= limits.maxBytes) return 'bytes'
  return span >= limits.maxSpan ? 'span' : undefined
}
