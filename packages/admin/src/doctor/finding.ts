import type { Text } from '@arq/core'

/** `unknown`: it could not be told from here. */
export type FindingState = 'ok' | 'warning' | 'problem' | 'unknown'

/** One thing that `arq doctor` has to say. */
export type Finding = GoodFinding | OtherFinding

/** All dead letters of a queue. */
export interface FoundLetters {
  /** The dead letter queue. */
  readonly queue: string
  readonly count: number
}

interface Told {
  /** Part of the contract: codes are added, never renamed. */
  readonly code: string
  readonly seen: Text
  /** What was seen in particular, one line each. */
  readonly details?: readonly Text[]
  /** The dead letters that it is about, for whoever can send them back. */
  readonly letters?: FoundLetters
}

interface GoodFinding extends Told {
  readonly state: 'ok'
}

interface OtherFinding extends Told {
  readonly state: Exclude<FindingState, 'ok'>
  /** Why it matters, in one sentence. */
  readonly why: Text
  readonly todo: Text
  /** To be copied, each on a line of its own: commands, or what goes into a file. */
  readonly lines?: readonly string[]
}
