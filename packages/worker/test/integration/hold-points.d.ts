import type { ResultStore, Transport } from '@arq/core'

export type Step =
  'before start' | 'before publish' | 'before confirm' | 'before result' | 'before ack'

export interface Hold {
  readonly step: Step | undefined
  /** Called when a job has come to the step; the worker goes on when it resolves. */
  readonly at: (jobId: string) => Promise<void>
}

export const STEPS: readonly Step[]
export function holdTransport(transport: Transport, hold: Hold): Transport
export function holdStore(store: ResultStore, hold: Hold): ResultStore
