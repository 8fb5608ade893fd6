import { randomUUID } from 'node:crypto'

import type { Delivery } from '@arq/core'
import { afterAll, afterEach, expect, it } from '@jest/globals'

import { RocketMQTransport, type RocketMQTransportSettings } from '../../src/index.js'
import { CutProxy } from '../cut-proxy.js'
import { deleteTopics } from '../delete-topics.js'
import { HeldNameServer } from '../held-name-server.js'
import { HeldPops, PopWire } from '../held-pops.js'
import { sharedNameServer } from '../name-server.js'

const WITHIN_MS = 120_000
const run = `c${randomUUID().slice(0, 8)}-`
const url = `rocketmq://${sharedNameServer()}`
const QUEUE = 'mail'
let clusters = 0
const opened: AsyncDisposable[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one[Symbol.asyncDispose]()))
})
afterAll(() => deleteTopics(sharedNameServer(), run), WITHIN_MS)

const newPrefix = (): string => `${run}${(clusters += 1)}-`

async function connected(settings: RocketMQTransportSettings): Promise<RocketMQTransport> {
  const transport = new RocketMQTransport(settings)
  opened.push(transport)
  await transport.connect()
  return transport
}

const publish = (transport: RocketMQTransport, more: object = {}) =>
  transport.publish({
    ...{ queueName: QUEUE, kind: 'job', headers: {}, messageId: 'm', body: Buffer.from('job') },
    ...more,
  })

/** The next message for somebody else. */
async function nextFor(transport: RocketMQTransport): Promise<Delivery> {
  return new Promise((resolve, reject) => {
    transport.consume(QUEUE, { prefetch: 1 }, resolve).catch(reject)
  })
}

it.each(['subscription', 'transport'] as const)(
  'hands out nothing that a broker was just handing out when the %s was closed: others get it at once',
  async (closed) => {
    const prefix = newPrefix()
    const pops = new HeldPops()
    const proxy = await new CutProxy(sharedNameServer(), (at) => new PopWire(at, pops)).open()
    opened.push(proxy)
    const [closing, other] = [
      await connected({ url: proxy.url, prefix }),
      await connected({ url, prefix }),
    ]
    const handedOut: Delivery[] = []
    const subscription = await closing.consume(QUEUE, { prefetch: 1 }, (delivery) =>
      handedOut.push(delivery),
    )
    pops.hold()
    await publish(other)
    await pops.untilHeld(1)
    const end = closed === 'subscription' ? subscription.close() : closing.close()
    pops.letGo()
    await end
    expect(handedOut).toEqual([])
    // Long before its invisible time is over: the test would end first.
    const delivery = await nextFor(other)
    expect(Buffer.from(delivery.body).toString()).toBe('job')
    expect(delivery.redelivered).toBe(false)
    delivery.ack()
  },
  30_000,
)

it(
  'consumes nothing when the transport was closed before the queue was there',
  async () => {
    const prefix = newPrefix()
    const held = await new HeldNameServer(sharedNameServer(), new RegExp(`^${prefix}`)).open()
    opened.push(held)
    const closing = await connected({ url: `rocketmq://${held.address}`, prefix })
    const handedOut: Delivery[] = []
    const consuming = closing.consume(QUEUE, { prefetch: 1 }, (one) => handedOut.push(one))
    // It is looked at below.
    consuming.catch(() => undefined)
    await held.untilRefused(2)
    const end = closing.close()
    held.letGo()
    await end
    await expect(consuming).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
    const other = await connected({ url, prefix })
    await publish(other)
    const delivery = await nextFor(other)
    delivery.ack()
    expect(handedOut).toEqual([])
    expect(await other.queueInfo(QUEUE)).toMatchObject({ consumers: 1 })
  },
  WITHIN_MS,
)
