import { isArqError } from '@arq/core'
import { createRabbit, type PrivateRabbitServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { AmqpTransport } from '../../src/index.js'
import { errorOf, EventLog, Inbox, jobMessage } from '../transport-bench.js'

let rabbit: PrivateRabbitServer
let transport: AmqpTransport
let log: EventLog

beforeAll(async () => {
  rabbit = await createRabbit()
  transport = new AmqpTransport({
    url: rabbit.url,
    reconnectInterval: '200ms',
    maxReconnectAttempts: 0,
    connectionTimeout: '2m',
  })
  log = new EventLog(transport)
})
afterAll(async () => {
  await transport.close()
  await rabbit.dispose()
})

/** Publishes many and waits until the first is confirmed; the outcomes say which were. */
async function publishMany(prefix: string) {
  const confirmed: string[] = []
  const outcomes = Array.from({ length: 2000 }, (_, index) => {
    const text = `${prefix} ${index}`
    return errorOf(transport.publish(jobMessage('kept', text)).then(() => confirmed.push(text)))
  })
  await Promise.race(outcomes)
  return { confirmed, outcomes }
}

async function codesOf(outcomes: readonly ReturnType<typeof errorOf>[]): Promise<unknown[]> {
  const codes = new Set((await Promise.all(outcomes)).map((error) => error?.code))
  codes.delete(undefined)
  return [...codes]
}

// One story in four chapters, none of which can run alone, as each start of a broker takes seconds. The orderly restart
// comes before the crashes because RabbitMQ 3.10 can lose a quorum queue that was declared within the last moments before
// a SIGKILL.
describe('a broker', () => {
  it('that is not there yet is waited for', async () => {
    const connected = transport.connect({ timeoutMs: 'forever' })
    const { error } = await log.until('connectFailed')
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    await rabbit.start()
    await connected
    for (const queue of ['kept', 'many']) await transport.publish(jobMessage(queue, 'first'))
  })

  it('that restarts is found again by the publisher, its consumers and its reply boxes', async () => {
    const consumed = new Inbox()
    const subscription = await transport.consume('elsewhere', { prefetch: 1 }, consumed.take)
    let onReply: (text: string) => void = () => {}
    const replied = new Promise<string>((resolve) => (onReply = resolve))
    const box = await transport.openReplyBox(({ body }) => onReply(Buffer.from(body).toString()))
    await rabbit.restart()
    await log.until('connected', 2)
    await transport.publish(jobMessage('elsewhere', 'x'))
    await consumed.until(1)
    await transport.publish(jobMessage(box.address, 'answer', { kind: 'reply' }))
    expect(await replied).toBe('answer')
    await subscription.close()
    await box.close()
  })

  it('that crashes loses no confirmed message, and every publish has an outcome', async () => {
    const { confirmed, outcomes } = await publishMany('crash')
    const held = new Inbox(() => {})
    await transport.consume('kept', { prefetch: 10 }, held.take)
    await held.until(10)
    await rabbit.kill()
    // Those that were sent, and those that began after the crash.
    const isOutcome = (code: unknown): boolean =>
      code === 'ARQ_CONNECTION_LOST' || code === 'ARQ_CONNECTION_REFUSED'
    expect((await codesOf(outcomes)).filter((code) => !isOutcome(code))).toEqual([])
    await rabbit.start()
    await log.until('connected', 3)
    await transport.publish(jobMessage('kept', 'last'))
    // The consumer is back by itself and holds the first ten again.
    await held.until(20)
    const isStale = held.deliveries.map((delivery) => delivery.isStale)
    expect(isStale).toEqual([...Array<boolean>(10).fill(true), ...Array<boolean>(10).fill(false)])
    for (const delivery of held.deliveries.slice(10)) delivery.ack()
    const wanted = new Set(['first', ...confirmed, 'last'])
    for (let count = 20; !isSubset(wanted, held.texts); count += 1) {
      await held.until(count + 1)
      held.deliveries[count]!.ack()
    }
  })

  it('that is gone while 10,000 publishes are unconfirmed leaves none without an outcome', async () => {
    const many = new AmqpTransport({
      url: rabbit.url,
      maxUnconfirmed: 10_000,
      reconnectInterval: '200ms',
      maxReconnectAttempts: 0,
      connectionTimeout: '2m',
    })
    await many.connect()
    // Its queues are known on this connection then: what follows leaves for the broker at once.
    await many.publish(jobMessage('many', 'second'))
    rabbit.pause()
    const outcomes = Array.from({ length: 10_000 }, (_, index) =>
      errorOf(many.publish(jobMessage('many', String(index)))),
    )
    await rabbit.kill()
    await rabbit.start()
    const errors = (await Promise.all(outcomes)).filter((error) => error !== undefined)
    expect(errors.length).toBeGreaterThan(0)
    // What had left for the broker, which may have it; the rest went out after the restart.
    for (const error of errors) {
      if (isArqError(error))
        expect([error.code, error.sent]).toEqual(['ARQ_CONNECTION_LOST', 'unknown'])
      else throw error
    }
    await many.publish(jobMessage('many', 'last'))
    const info = await many.queueInfo('many')
    expect(info?.ready).toBeGreaterThanOrEqual(3 + 10_000 - errors.length)
    await many.close()
  })
})

function isSubset(wanted: ReadonlySet<string>, found: readonly string[]): boolean {
  const present = new Set(found)
  return [...wanted].every((text) => present.has(text))
}
