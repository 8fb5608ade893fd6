import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createRabbit, type RabbitServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { AmqpTransport } from '../../src/index.js'
import { EventLog, eventually, Inbox, jobMessage } from '../transport-bench.js'

let rabbit: RabbitServer
let transport: AmqpTransport
let log: EventLog

beforeAll(async () => {
  rabbit = await createRabbit()
  await rabbit.start()
  transport = new AmqpTransport({
    url: rabbit.url,
    delayMechanism: 'ttl',
    reconnectInterval: '200ms',
    maxReconnectAttempts: 0,
    connectionTimeout: '2m',
    // Whatever happens to the broker, a publish shall say what became of it.
    confirmTimeout: '1m',
  })
  log = new EventLog(transport)
  await transport.connect()
})
afterAll(async () => {
  await transport.close()
  await rabbit.dispose()
})

const bucketsWithMessages = async (lengths: readonly number[]): Promise<number> => {
  const found = await Promise.all(lengths.map((ms) => transport.queueInfo(`arq.delay.b.${ms}`)))
  return found.filter((info) => (info?.ready ?? 0) > 0).length
}

/** In short: a job that waits over a restart (seed-promises of the worker), a broker that crashes (broker-restart). */
const describeInFull = isFullRun ? describe : describe.skip

describeInFull('delayed messages in every stage of their way', () => {
  it('survive a SIGKILL of the broker, and none is early', async () => {
    const arrivedAtMs = new Map<string, number>()
    const inbox = new Inbox((delivery) => {
      const text = Buffer.from(delivery.body).toString()
      if (!arrivedAtMs.has(text)) arrivedAtMs.set(text, Date.now())
      delivery.ack()
    })
    await transport.consume('kept', { prefetch: 1 }, inbox.take)
    // The queues exist, and a clean restart has seen them: RabbitMQ 3.10 can lose a quorum queue that was declared
    // within the last moments before a SIGKILL.
    const lengths = [3668, 7336, 14_672]
    // Near the upper end of what goes to a bucket, from its length and 50 ms to 9 % more; on a slow broker it may be the
    // bucket before it.
    const delayFor = (lengthMs: number): number => lengthMs * 1.08
    for (const ms of lengths.flatMap((lengthMs) => [lengthMs, lengthMs / 1.09]))
      await transport.publish(
        jobMessage('kept', `declares ${ms}`, { dueAtMs: Date.now() + delayFor(ms) }),
      )
    await rabbit.restart()
    await log.until('connected', 2)

    const dueAtMs = new Map<string, number>()
    const send = async (stage: string, inMs: number): Promise<void> => {
      for (let index = 0; index < 100; index += 1) {
        const dueMs = Math.ceil(Date.now() + inMs)
        const text = `${stage} ${index}`
        dueAtMs.set(text, dueMs)
        await transport.publish(jobMessage('kept', text, { dueAtMs: dueMs }))
      }
    }
    await Promise.all([
      send('in a long bucket', delayFor(14_672)),
      send('in a bucket that expires while the broker is down', delayFor(7336)),
      send('between bucket and mover', delayFor(3668)),
      send('held by the mover', 2000),
      send('on the way to its queue', 100),
    ])
    expect(await bucketsWithMessages(lengths)).toBeGreaterThanOrEqual(2)
    await rabbit.kill()
    await rabbit.start()
    await log.until('connected', 3)

    await eventually(
      () => Promise.resolve([...dueAtMs.keys()].every((text) => arrivedAtMs.has(text))),
      (isComplete) => isComplete,
    )
    const early = [...dueAtMs].filter(([text, due]) => (arrivedAtMs.get(text) ?? 0) < due)
    expect(early).toEqual([])
    for (const ms of lengths) expect(arrivedAtMs.has(`declares ${ms}`)).toBe(true)
  })
})
