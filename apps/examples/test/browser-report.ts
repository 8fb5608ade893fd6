import { idempotencyKey } from '@arq/core/internal'
import { expect } from '@jest/globals'

/** What the jobs of `in-a-browser.ts` come to, wherever they run. */
export const rightReport = {
  sum: 5,
  longLength: 2200,
  wasEarly: false,
  retriedOnTry: 2,
  failure: expect.stringContaining('order 7 has no customer') as unknown,
  // The same in Node as in a page: they charge one customer once.
  idempotencyKey: idempotencyKey({ jobId: 'order-7', taskName: 'charge' }, 'charge'),
  wasAborted: true,
  abortIsTold: true,
  counts: expect.objectContaining({ completed: 5, failed: 1, retried: 1, aborted: 1 }) as unknown,
}
