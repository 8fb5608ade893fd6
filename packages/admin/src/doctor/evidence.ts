import type { ArqError, HealthReport } from '@arq/core'
import type { BrokerInspection } from '@arq/core/internal'

/** What was looked at; checks judge it, and look at nothing themselves. */
export interface Evidence {
  readonly broker: BrokerEvidence
  /** `undefined`: no settings module was named. */
  readonly worker: WorkerEvidence | undefined
  /** `undefined`: there is no result store. */
  readonly store: StoreEvidence | undefined
  /** Absent: none was named. */
  readonly outbox?: OutboxEvidence | undefined
}

export type BrokerEvidence =
  | { readonly isLooked: true; readonly inspection: BrokerInspection }
  /** The settings module constructs a transport that does not let us look. */
  | { readonly isLooked: false; readonly object: string }

interface WorkerEvidence {
  /** How long its slowest job may stay with it: the run, and what a stop adds. */
  readonly neededMs: number
}

export type StoreEvidence =
  | {
      readonly isOpen: true
      readonly health: HealthReport
      /** As it says itself, for example `redis`; and its own figures. */
      readonly storeType: string | undefined
      readonly details: Readonly<Record<string, unknown>>
      /** Whether it can keep flows, steps, and what else stands on entries. */
      readonly keepsEntries?: boolean
    }
  | { readonly isOpen: false; readonly error: ArqError | Error }

export type OutboxEvidence =
  | { readonly isOpen: true; readonly status: OutboxFigures }
  | { readonly isOpen: false; readonly error: ArqError | Error }

/** How an outbox stands, as `openOutboxTable(…).status()` of `@arq/outbox` tells it. */
export interface OutboxFigures {
  readonly waiting: number
  readonly retrying: number
  readonly aside: number
  readonly oldestAgeMs: number | undefined
}
