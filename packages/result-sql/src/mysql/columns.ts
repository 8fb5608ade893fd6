import type { StateColumns } from '../state-columns.js'

/** {@link StateColumns} as they come: what callers chose is kept as bytes. */
export interface RawColumns {
  readonly job_id: Buffer
  readonly status: string
  readonly token: Buffer | null
  readonly enqueue_time: Buffer | null
  readonly retry_count: number
  readonly claim: Buffer | null
  readonly duplicate_runs: number
  readonly duplicate_deliveries: number
}

export const toColumns = (row: RawColumns): StateColumns => ({
  ...row,
  job_id: row.job_id.toString(),
  token: row.token?.toString() ?? null,
  enqueue_time: row.enqueue_time?.toString() ?? null,
  claim: row.claim?.toString() ?? null,
})
