import type { LetterGroupView, LettersMeant } from '../../../../src/contract/index.js'

/** Letters that an act is for: which, how many, and what they are called. */
export interface Meant {
  /** The dead letter queue. */
  readonly queue: string
  readonly letters: LettersMeant
  readonly count: number
  readonly reason: string
  /** Every letter of the queue. */
  readonly isAll: boolean
}

export function allOf(queue: string, total: number): Meant {
  return { queue, letters: { all: true }, count: total, reason: queue, isAll: true }
}

/** The letters of a group: the fingerprint alone names them, whatever task they are of. */
export function groupOf(queue: string, group: LetterGroupView): Meant {
  const { fingerprint, count, errorMessage, errorType } = group
  const reason = errorMessage ?? errorType ?? fingerprint
  return { queue, letters: { error: fingerprint }, count, reason, isAll: false }
}

export function oneOf(queue: string, jobId: string): Meant {
  return { queue, letters: { ids: [jobId] }, count: 1, reason: jobId, isAll: false }
}
