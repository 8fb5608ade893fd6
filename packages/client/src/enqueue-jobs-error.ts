import { ArqError, localizedMessage } from '@arq/core'

import type { Job } from './job-handle.js'
import { texts } from './texts.js'

/** What became of one job of a batch. */
export type EnqueueResult =
  | { readonly status: 'enqueued'; readonly job: Job }
  /** A job of its id is queued, running, or its result is kept. */
  | { readonly status: 'exists' }
  /** `sent`: whether the broker has it all the same. */
  | {
      readonly status: 'failed'
      readonly error: unknown
      readonly sent: 'no' | 'never' | 'unknown'
    }

export const isFailed = ({ status }: EnqueueResult): boolean => status === 'failed'

/** Some jobs of a batch were not confirmed: `ARQ_ENQUEUE_INCOMPLETE`. */
export class EnqueueJobsError extends ArqError {
  /** What became of each job, in the order of the batch. */
  readonly results: readonly EnqueueResult[]

  constructor(results: readonly EnqueueResult[]) {
    const errors = results.flatMap((result) => (result.status === 'failed' ? [result.error] : []))
    super({
      code: 'ARQ_ENQUEUE_INCOMPLETE',
      text: texts.enqueueIncomplete({
        failed: errors.length,
        total: results.length,
        first: localizedMessage(errors[0], 'en'),
      }),
      details: { failed: errors.length, total: results.length },
      cause: errors[0],
    })
    this.results = results
  }
}
