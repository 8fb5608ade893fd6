import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { Consumers } from '../integration/consumers.js'
import { Producers } from '../integration/producers.js'
import { uniqueName } from '../integration/rocketmq-server.js'
import { Ledger } from '../ledger/ledger.js'
import { sendOn } from '../ledger/send-on.js'
import { JavaPeer } from '../peer/java-peer.js'

/** A large ledger, which also says what became of it: ARQ_TEST_LEDGER=50000. */
const LARGE = process.env['ARQ_TEST_LEDGER']
const IS_LARGE = LARGE !== undefined
/** How often the broker and our members write offsets, where it is not every 5 s: ARQ_TEST_LEDGER_OFFSETS_MS=500. */
const OFFSETS_MS = process.env['ARQ_TEST_LEDGER_OFFSETS_MS']
const MESSAGES = Number(LARGE ?? 4000)
const WITHIN_MS = IS_LARGE ? 900_000 : 300_000

describe('the ledger of a group', () => {
  let server: RocketMQServer
  let java: JavaPeer
  const producers = new Producers()
  const consumers = new Consumers()
  beforeAll(async () => {
    // What was stored a moment before the broker is killed must be there afterwards.
    server = await createRocketMQ({
      brokerConfig: {
        flushDiskType: 'SYNC_FLUSH',
        ...(OFFSETS_MS !== undefined && { flushConsumerOffsetInterval: OFFSETS_MS }),
      },
    })
    await server.start()
    java = await JavaPeer.start({ nameServerAddress: server.nameServerAddress })
  }, WITHIN_MS)
  afterEach(async () => {
    await consumers.closeAll()
    await producers.closeAll()
  })
  afterAll(async () => {
    await java.close()
    await server.dispose()
  })

  it(
    'misses no message while members come and go, Java’s among them, and the broker is killed',
    async () => {
      const topic = uniqueName('ledger')
      const group = uniqueName('group')
      await server.createTopic(topic)
      const producer = await producers.start(server.nameServerAddress, {
        sendTimeoutMs: 60_000,
        retries: 20,
        connection: { reconnect: { initialDelayMs: 50, maxDelayMs: 500 } },
      })
      const ledger = new Ledger()
      const sending = sendOn(producer, { topic, ledger })
      let joined = 0
      const join = async () => {
        const member = `ours ${(joined += 1)}`
        const consumer = consumers.create(server.nameServerAddress, {
          group,
          ...(OFFSETS_MS !== undefined && { offsetPersistIntervalMs: Number(OFFSETS_MS) }),
          connection: {
            requestTimeoutMs: 2000,
            reconnect: { initialDelayMs: 50, maxDelayMs: 500 },
          },
        })
        consumer.subscribe(topic, ({ body }) => ledger.enter(member, body.toString()))
        await consumer.start()
        return { consumer, member }
      }
      const first = await join()
      await ledger.more(MESSAGES / 10)
      const second = await join()
      const theirs = java.consume({ topic, group, withinMs: WITHIN_MS })
      theirs.onMessage(({ body }) => ledger.enter('Java', body.toString()))
      await theirs.first(() => true)
      await server.brokers[0].restart()
      await ledger.until(() => ledger.bodies(second.member).length > 0)
      await ledger.more(MESSAGES / 10)
      await second.consumer.close()
      await ledger.more(MESSAGES / 10)
      await theirs.stop()
      await join()
      await ledger.more(MESSAGES / 10)
      await first.consumer.close()
      await sending.stop(MESSAGES)

      await ledger.complete()
      if (IS_LARGE) process.stderr.write(`ledger: ${ledger.summary()}\n`)
      expect(ledger.missing()).toEqual([])
      // At least once; a restart and the changes of members repeat some, and not everything.
      expect(ledger.storedCount).toBeGreaterThan(MESSAGES / 2)
      expect(ledger.duplicates).toBeLessThan(ledger.storedCount)
    },
    WITHIN_MS,
  )
})
