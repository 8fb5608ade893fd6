/** What is planned of a job beside what all have, by its feature. */

import type { OnChildFailure } from '@arq/core'

import type { PlannedJob } from '../contract.d.ts'

/** One job for a key. */
export interface UniquePlan {
  readonly mode: 'drop' | 'replace' | 'keepLast'
  readonly windowMs?: number | undefined
  readonly maxWaitMs?: number | undefined
}

/** A job of a flow, with those that end before it begins. */
export interface FlowPlan {
  readonly failures: PlannedJob['failures']
  readonly onChildFailure: OnChildFailure
  readonly children: readonly FlowPlan[]
}

/** The transaction in which a job is enqueued. */
export interface TransactionPlan {
  readonly lastsMs: number
  readonly isRolledBack: boolean
}

export interface SignalPlan {
  readonly timeoutMs: number
}

export interface StreamPlan {
  readonly chunks: number
  /** Between two chunks. */
  readonly pauseMs: number
  /** How many messages a client sends to the job. */
  readonly messages: number
  readonly messagePauseMs: number
}

export interface KeyPlan {
  readonly name: string
  /** One after the other, as they were enqueued. */
  readonly isStrict: boolean
}
