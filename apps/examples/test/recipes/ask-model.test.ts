import { createTestArq } from '@arq/testing'
import { describe, expect, it } from '@jest/globals'

import { askModel } from '../../src/recipes/ask-model.js'
import { TokenBucket } from '../../src/recipes/token-bucket.js'
import { httpService } from './http-service.js'

describe('the budget', () => {
  it('lets as much through at once as a minute has, then makes wait in line', () => {
    let nowMs = 0
    const budget = new TokenBucket(6000, () => nowMs)
    expect([3000, 3000, 1000, 1000].map((count) => budget.take(count))).toEqual([
      0, 0, 10_000, 20_000,
    ])
    nowMs = 20_000
    expect(budget.take(1000)).toBe(10_000)
  })

  it('takes back what was not needed, and saves no more than a minute has', () => {
    let nowMs = 0
    const budget = new TokenBucket(6000, () => nowMs)
    budget.take(6000)
    budget.take(-5000)
    expect(budget.take(5000)).toBe(0)
    nowMs = 3_600_000
    expect([6000, 100].map((count) => budget.take(count))).toEqual([0, 1000])
  })
})

it('asks within the budget, and comes again when the provider says so', async () => {
  const body = JSON.stringify({ text: 'hello', tokens: 40 })
  const { url, requests } = await httpService(
    { status: 429, headers: { 'retry-after': '20' } },
    { status: 200, body },
  )
  let nowMs = 0
  const budget = new TokenBucket(2000, () => nowMs)
  await using arq = await createTestArq({
    functions: [askModel],
    queueName: 'llm',
    onStartup: (ctx) => void (ctx.extra.model = { url, budget }),
  })
  const job = await arq.client.enqueueJob(askModel, ['Say hello'])
  expect(await arq.drain()).toMatchObject([{ outcome: 'retried', delayMs: 20_000 }])
  nowMs = 60_000
  await arq.clock.advance('20s')
  expect(await job.result()).toEqual({ text: 'hello', tokens: 40 })
  expect(requests).toHaveLength(2)
  // Of 2,000, 40 were used.
  expect(budget.take(1960)).toBe(0)
})
