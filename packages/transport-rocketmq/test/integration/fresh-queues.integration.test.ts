import { randomUUID } from 'node:crypto'

import { localizedMessage } from '@arq/core'
import { afterAll, afterEach, expect, it } from '@jest/globals'

import { RocketMQTransport, type RocketMQTransportSettings } from '../../src/index.js'
import { deleteTopics } from '../delete-topics.js'
import { HeldNameServer } from '../held-name-server.js'
import { sharedNameServer } from '../name-server.js'

const WITHIN_MS = 120_000
/** Nobody listens there. */
const DEAD = '127.0.0.1:1'
const run = `f${randomUUID().slice(0, 8)}-`
let clusters = 0
const opened: AsyncDisposable[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one[Symbol.asyncDispose]()))
})
afterAll(() => deleteTopics(sharedNameServer(), run), WITHIN_MS)

/** Names that nobody has used: as at a cluster that was just set up. */
const freshPrefix = (): string => `${run}${(clusters += 1)}-`

async function connected(settings: RocketMQTransportSettings): Promise<RocketMQTransport> {
  const transport = new RocketMQTransport(settings)
  opened.push(transport)
  await transport.connect()
  return transport
}

/** It knows nothing of the topics with this prefix, until it is let go. */
async function heldNameServer(prefix: string): Promise<HeldNameServer> {
  const held = await new HeldNameServer(sharedNameServer(), new RegExp(`^${prefix}`)).open()
  opened.push(held)
  return held
}

/** Everything that needs a queue to be there, at once. Resolves when a job has come through its own queue. */
async function useAtOnce(transport: RocketMQTransport, number = 0): Promise<void> {
  const body = Buffer.from('job')
  const queueName = `q${number}`
  await new Promise<void>((resolve, reject) => {
    Promise.all([
      transport.onBroadcast(() => undefined),
      transport.broadcast({ kind: 'anybody' }),
      transport.publish({ queueName, kind: 'job', body, headers: {}, messageId: 'm' }),
      transport.consume(queueName, { prefetch: 1 }, (delivery) => {
        delivery.ack()
        resolve()
      }),
    ]).catch(reject)
  })
}

it(
  'many transports may need the same queues at the same moment, before anybody has made them',
  async () => {
    const url = `rocketmq://${sharedNameServer()}`
    for (const prefix of Array.from({ length: 4 }, freshPrefix)) {
      const transports = await Promise.all(
        Array.from({ length: 8 }, () => connected({ url, prefix })),
      )
      await Promise.all(transports.map((transport) => transport.onBroadcast(() => undefined)))
      await Promise.all(transports.map((transport) => transport.close()))
    }
  },
  WITHIN_MS,
)

it(
  'a queue is there once the name server knows it, however late that hears of it',
  async () => {
    const prefix = freshPrefix()
    const held = await heldNameServer(prefix)
    const transport = await connected({ url: `rocketmq://${held.address}`, prefix })
    const using = useAtOnce(transport)
    // Rejections are looked at below.
    using.catch(() => undefined)
    await held.untilRefused(10)
    held.letGo()
    await using
  },
  WITHIN_MS,
)

it(
  'of several name servers each must know it, since any of them may be asked next; one that is away is not waited for',
  async () => {
    const prefix = freshPrefix()
    const held = await heldNameServer(prefix)
    const url = `rocketmq://${sharedNameServer()},${held.address},${DEAD}`
    const transports = await Promise.all(
      Array.from({ length: 4 }, () => connected({ url, prefix })),
    )
    const using = Promise.all(transports.map(useAtOnce))
    using.catch(() => undefined)
    await held.untilRefused(40)
    held.letGo()
    await using
  },
  WITHIN_MS,
)

it(
  'says which topic the name servers do not know when the time of a publish is up',
  async () => {
    const prefix = freshPrefix()
    const held = await heldNameServer(prefix)
    const url = `rocketmq://${held.address}`
    const transport = await connected({ url, prefix, publishTimeout: 1 })
    const error: unknown = await transport
      .onBroadcast(() => undefined)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    expect(localizedMessage(error, 'en')).toContain(`${prefix}arq_-control`)
    expect(localizedMessage(error, 'en')).toContain(held.address)
    expect(localizedMessage(error, 'zh-CN')).toContain('publishTimeout')
    // It is not given up for ever.
    held.letGo()
    await transport.onBroadcast(() => undefined)
  },
  WITHIN_MS,
)
