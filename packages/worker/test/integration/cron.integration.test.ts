import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { Fleet } from './fleet.js'
import { serverUrl, uniqueName } from './servers.js'

/** As many ticks as fit into a quick run; more by hand: ARQ_TEST_TICKS=50. */
const TICKS = Number(process.env['ARQ_TEST_TICKS'] ?? 6)

let fleet: Fleet

beforeAll(() => {
  const name = uniqueName('cron')
  fleet = new Fleet({
    rabbitUrl: serverUrl('ARQ_TEST_RABBITMQ_URL'),
    redisUrl: serverUrl('ARQ_TEST_REDIS_URL'),
    keyPrefix: name,
    queueName: name,
    type: 'quorum',
    tickPattern: '* * * * * *',
    // Of a worker that died while it was sending a tick's job: then another one sends it.
    settings: { claimLease: '1s', maxDeliveries: 0 },
  })
})
afterAll(() => fleet.kill())

const momentOf = (jobId: string): number => Date.parse(jobId.slice('cron:tick:'.length))
const ticks = (): number[] => [...fleet.began.keys()].map(momentOf).sort((a, b) => a - b)

it(
  'gives one job a second with three workers, of which one dies at each tick',
  async () => {
    fleet.start(3)
    await fleet.until(() => fleet.linesWith('waiting for jobs').length >= 3)
    let killedAt = 0
    // At the beginning of a second all three enqueue its job: one is killed right then.
    const killing = setInterval(() => {
      const second = Math.floor(Date.now() / 1000)
      if (second === killedAt || fleet.linesWith('waiting for jobs').length < 3 + fleet.deaths)
        return
      killedAt = second
      fleet.killOldest()
    }, 1)
    const first = ticks().at(-1) ?? Date.now()
    const last = () => (ticks().at(-1) ?? 0) - first
    await fleet.until(() => last() >= TICKS * 1000 && fleet.deaths > 1)
    clearInterval(killing)
    const end = first + last()
    // One that was being sent comes within its lease.
    const wanted = (): number[] => ticks().filter((ms) => ms > first && ms <= end)
    const whole = Math.floor(end / 1000) - Math.floor(first / 1000)
    const isComplete = fleet.until(() => wanted().length === whole)
    const timeUp = AbortSignal.timeout(20_000)
    const late = new Promise<void>((resolve) => timeUp.addEventListener('abort', () => resolve()))
    await Promise.race([isComplete, late])
    expect(wanted()).toHaveLength(whole)
    // Jobs whose worker was killed come again, as many as it had at that moment; no tick has a second job.
    expect(fleet.begunTwice).toEqual([])
  },
  300_000 + TICKS * 4000,
)
