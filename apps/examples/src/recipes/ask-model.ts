import { setTimeout as sleep } from 'node:timers/promises'

import { type JobContext, task } from '@arq/core'

import { HttpError } from './http-error.js'
import type { TokenBucket } from './token-bucket.js'

export interface Model {
  readonly url: string
  /** Tokens a minute that this worker may use: the account's limit, divided by the number of workers. */
  readonly budget: TokenBucket
}

interface Completion {
  readonly text: string
  readonly tokens: number
}

const MOST_TOKENS = 1000

export const askModel = task({
  name: 'ask_model',
  queueName: 'llm',
  timeout: '10m',
  maxRetries: 5,
  retryBackoff: '15s',
  run: async (ctx: JobContext<{ model: Model }>, prompt: string) => {
    const { url, budget } = ctx.extra.model
    await sleep(budget.take(MOST_TOKENS), undefined, { signal: ctx.signal })
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt, max_tokens: MOST_TOKENS }),
      signal: ctx.signal,
    })
    // 429: the provider counts in its own way. The job waits as long as it says, and holds no slot meanwhile.
    if (!response.ok) throw new HttpError(response)
    const { text, tokens } = (await response.json()) as Completion
    budget.take(tokens - MOST_TOKENS)
    return { text, tokens }
  },
})
