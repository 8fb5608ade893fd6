import { setTimeout as sleep } from 'node:timers/promises'

import { task } from '@arq/core'
import type { WorkerSettings } from '@arq/worker'

export interface Webhook {
  readonly url: string
  readonly event: string
}

const MOST_TRIES = 12
const LONGEST_WAIT_MS = 60_000

/**
 * Waits in its slot until the receiver takes it: a retry of the job itself would let the next event pass. `maxRetries: 0`,
 * as what it gives up must not come later than others.
 */
export const deliverWebhook = task({
  name: 'deliver_webhook',
  queueName: 'webhooks',
  timeout: '15m',
  maxRetries: 0,
  run: async (ctx, { url, event }: Webhook) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await post(url, event, { id: ctx.jobId, signal: ctx.signal })
      if (answer === 'taken') return tries
      if (answer === 'refused' || tries === MOST_TRIES) throw new Error(`${url} does not take it`)
      const backoffMs = 1000 * 2 ** (tries - 1)
      await sleep(Math.min(answer.retryAfterMs ?? backoffMs, LONGEST_WAIT_MS), undefined, {
        signal: ctx.signal,
      })
    }
  },
})

/** One at a time: the next event starts when the one before it has ended. */
export const webhookWorker = {
  functions: [deliverWebhook],
  queues: [{ name: 'webhooks', maxConcurrentJobs: 1 }],
} satisfies WorkerSettings

type Answer = 'taken' | 'refused' | { readonly retryAfterMs: number | undefined }

async function post(
  url: string,
  event: string,
  { id, signal }: { readonly id: string; readonly signal: AbortSignal },
): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'webhook-id': id }
  try {
    const response = await fetch(url, { method: 'POST', headers, body: event, signal })
    if (response.ok) return 'taken'
    if (response.status !== 429 && response.status < 500) return 'refused'
    const seconds = Number(response.headers.get('retry-after') ?? NaN)
    return { retryAfterMs: Number.isNaN(seconds) ? undefined : seconds * 1000 }
  } catch (error) {
    // Nobody answers; but a job that is told to stop stops.
    signal.throwIfAborted()
    if (!(error instanceof TypeError)) throw error
    return { retryAfterMs: undefined }
  }
}
