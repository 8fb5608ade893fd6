import { afterEach, describe, expect, it } from '@jest/globals'

import { createAdmin, createConsumer, type PushConsumer, reconsumeLater } from '../../src/index.js'
import { mqadmin } from '../peer/mqadmin.js'
import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const producers = new Producers()
const consumers = new Consumers()
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`)
const MESSAGES = 15
const FAILING = 3

/** A consumer that has consumed all but three messages, and given those three back; their second time, too. */
async function consumedWithFailures() {
  const topic = uniqueName('statistics')
  const group = uniqueName('group')
  const producer = await producers.start(sharedNameServer())
  for (const body of numbered(MESSAGES)) await producer.send({ topic, body })
  const inbox = new Inbox(({ body, reconsumeTimes }) =>
    reconsumeTimes === 0 && Number(body.toString().slice(1)) < FAILING
      ? reconsumeLater(1)
      : undefined,
  )
  let hookMs = 0
  let calls = 0
  const consumer = consumers.create(sharedNameServer(), {
    group,
    consumeHooks: [
      {
        afterConsume(_input, _outcome, durationMs) {
          hookMs += durationMs
          calls += 1
        },
      },
    ],
  })
  consumer.subscribe(topic, inbox.listener)
  const startedMs = performance.now()
  await consumer.start()
  await inbox.count(MESSAGES + FAILING)
  await settled(consumer)
  return { topic, group, consumer, hookMs, calls, tookMs: performance.now() - startedMs }
}

/** What was handed out is answered for: only then it is counted. */
async function settled(consumer: PushConsumer): Promise<void> {
  while (consumer.stats().held > 0) await new Promise((resolve) => setImmediate(resolve))
}

describe('the figures of a consumer', () => {
  it('say what it has pulled, consumed and given back, in all and by topic and period', async () => {
    const { topic, group, consumer, hookMs, calls, tookMs } = await consumedWithFailures()
    expect(consumer.stats()).toMatchObject({
      ...{ pulled: MESSAGES + FAILING, consumed: MESSAGES, failed: FAILING, sentBack: FAILING },
      ...{ sendBackFailures: 0, timedOut: 0, pullErrors: 0, stalls: 0 },
      ...{ running: 0, waiting: 0, held: 0, heldBytes: 0 },
    })
    const retry = `%RETRY%${group}`
    for (const [period, seconds] of [
      ['minute', 60],
      ['hour', 3600],
      ['day', 86_400],
    ] as const) {
      const first = consumer.rates(topic, period)
      expect(first.pulledMessages.count).toBe(MESSAGES)
      expect(first.calls.count).toBe(MESSAGES)
      expect(first.consumed.count).toBe(MESSAGES - FAILING)
      expect(first.failed.count).toBe(FAILING)
      expect(first.consumed.perSecond).toBeCloseTo((MESSAGES - FAILING) / seconds, 6)
      expect(first.failed.perSecond).toBeCloseTo(FAILING / seconds, 6)
      expect(first.pulls.count).toBeGreaterThan(0)
      expect(first.pulls.average).toBeGreaterThan(0)
      // As in Java, those that come again are figures of the retry topic.
      const again = consumer.rates(retry, period)
      expect(again.consumed.count).toBe(FAILING)
      const totalMs = first.calls.sum + again.calls.sum
      expect(totalMs).toBeGreaterThanOrEqual(hookMs)
      expect(totalMs).toBeLessThan(tookMs * consumer.stats().consumed)
    }
    expect(calls).toBe(MESSAGES + FAILING)
  }, 60_000)

  it('are those that administrators see, with RocketMQ’s own tool too', async () => {
    const { topic, group, consumer } = await consumedWithFailures()
    const admin = createAdmin({ nameServers: sharedNameServer() })
    const { statuses } = await admin.groups.runningInfo(group, consumer.clientId)
    await admin.close()
    const minute = consumer.rates(topic, 'minute')
    expect(statuses.get(topic)).toMatchObject({
      consumeOKTPS: minute.consumed.perSecond,
      consumeFailedTPS: minute.failed.perSecond,
      consumeFailedMsgs: BigInt(FAILING),
    })
    const text = await mqadmin(
      sharedNameServer(),
      ...['consumerStatus', '-g', group, '-i', consumer.clientId],
    )
    // Topic, pull RT and TPS, consume RT, OK TPS, failed TPS, failed in an hour.
    const row = new RegExp(`^${topic}((?:\\s+[\\d.]+){6})\\s*$`, 'm').exec(text)
    const [pullRT, pullTPS, , okTPS, failedTPS, failed] = (row?.[1] ?? '').trim().split(/\s+/)
    expect(Number(pullRT)).toBeGreaterThan(0)
    expect(Number(pullTPS)).toBeCloseTo(MESSAGES / 60, 1)
    expect(Number(okTPS)).toBeCloseTo((MESSAGES - FAILING) / 60, 1)
    expect(Number(failedTPS)).toBeCloseTo(FAILING / 60, 1)
    expect(Number(failed)).toBe(FAILING)
  }, 90_000)

  it('begin anew with a new consumer, and forget a topic that it unsubscribes from', async () => {
    const { topic, consumer, group } = await consumedWithFailures()
    consumer.unsubscribe(topic)
    expect(consumer.rates(topic, 'hour').consumed.count).toBe(0)
    expect(consumer.stats().consumed).toBe(MESSAGES)
    const other = createConsumer({ nameServers: sharedNameServer(), group })
    expect(other.stats()).toMatchObject({ pulled: 0, consumed: 0, rebalances: 0 })
  }, 60_000)
})
