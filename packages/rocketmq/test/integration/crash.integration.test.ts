import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import type { ProducerSettings } from '../../src/index.js'
import { ConsumerProcess, type MemberOptions } from '../ledger/consumer-process.js'
import { Ledger } from '../ledger/ledger.js'
import { sendOn, sendSteps } from '../ledger/send-on.js'
import { Producers } from './producers.js'
import { uniqueName } from './rocketmq-server.js'

const WITHIN_MS = 300_000
const QUICK = {
  offsetPersistIntervalMs: 100,
  rebalanceIntervalMs: 1000,
  routeRefreshIntervalMs: 1000,
  connection: { requestTimeoutMs: 2000, reconnect: { initialDelayMs: 50, maxDelayMs: 500 } },
}

/** Everything here is ended by SIGKILL while it works. */
describe('nothing that was stored is lost', () => {
  let server: RocketMQServer
  const producers = new Producers()
  const members: ConsumerProcess[] = []
  beforeAll(async () => {
    server = await createRocketMQ({
      // What was stored a moment before the broker is killed must be there afterwards.
      brokerConfig: { flushDiskType: 'SYNC_FLUSH' },
    })
    await server.start()
  }, WITHIN_MS)
  afterEach(async () => {
    await Promise.all(members.splice(0).map((member) => member.kill()))
    await producers.closeAll()
  })
  afterAll(() => server.dispose())

  async function setup(
    settings: Pick<MemberOptions, 'mode'> = {},
    ofProducer: Pick<ProducerSettings, 'attemptTimeoutMs'> = {},
  ) {
    const topic = uniqueName('crash')
    const group = uniqueName('group')
    await server.createTopic(topic)
    const ledger = new Ledger()
    const join = async (member: string) => {
      const { nameServerAddress: nameServers } = server
      const own = { member, topic, group, ledger, nameServers, consumeFrom: 'first' as const }
      const joined = new ConsumerProcess({ ...own, ...QUICK, ...settings })
      members.push(joined)
      await joined.started
      return joined
    }
    const producer = await producers.start(server.nameServerAddress, {
      sendTimeoutMs: 60_000,
      retries: 20,
      connection: QUICK.connection,
      sendHooks: [ledger.sendHook],
      strategy: 'MESSAGE_HASH',
      ...ofProducer,
    })
    return { topic, ledger, join, producer }
  }

  /** What a member that lives has twice was stored twice, by one send that got no answer at first. */
  function expectTwiceOnlyWhatWasSentAgain(ledger: Ledger, member: string): void {
    const places = ledger.places(member)
    expect(new Set(places).size).toBe(places.length)
    const ids = ledger.consumedTwice(member).flatMap((body) => ledger.idsOf(body))
    const unexplained = [...ids, ...ledger.storedTwice()].filter((id) => !ledger.wasSentAgain(id))
    expect(unexplained).toEqual([])
  }

  it(
    'when consumers are killed: only what these had consumed comes again',
    async () => {
      const { topic, ledger, join, producer } = await setup()
      const sending = sendOn(producer, { topic, ledger })
      // It is killed with many messages in memory.
      await ledger.until(() => ledger.storedCount >= 4000)
      const first = await join('first')
      await ledger.more(1000)
      await first.kill()
      // Nobody is there for a while.
      const second = await join('second')
      await ledger.more(200)
      await join('third')
      await ledger.until(() => ledger.bodies('third').length > 100)
      await second.kill()
      await ledger.more(200)
      await sending.stop()
      await ledger.complete()
      expect(ledger.missing()).toEqual([])
      // Who lives repeats nothing of its own, and nothing comes again that nobody who was killed had consumed.
      expectTwiceOnlyWhatWasSentAgain(ledger, 'third')
      const ofKilled = new Set([...ledger.bodies('first'), ...ledger.bodies('second')])
      expect(ledger.duplicates).toBeLessThanOrEqual(ofKilled.size)
    },
    WITHIN_MS,
  )

  it(
    'and what is there twice was sent again under its id, because a broker took it and did not answer',
    async () => {
      const { topic, ledger, join, producer } = await setup({}, { attemptTimeoutMs: 200 })
      await join('first')
      // Sent while the broker hears nothing; it reads all of them once it goes on.
      const [broker] = server.brokers
      broker.pause()
      const bodies = Array.from({ length: 20 }, (_, index) => `frozen-${index}`)
      const sends = bodies.map((body) => producer.send({ topic, body }))
      await ledger.sentAgain(20)
      broker.resume()
      await Promise.all(sends)
      for (const body of bodies) ledger.store(body)
      await ledger.complete()
      await ledger.until(() => ledger.storedTwice().length > 0)
      expectTwiceOnlyWhatWasSentAgain(ledger, 'first')
    },
    WITHIN_MS,
  )

  it(
    'when the broker, the name server and a consumer are killed, one after the other and together',
    async () => {
      const { topic, ledger, join, producer } = await setup()
      const sending = sendOn(producer, { topic, ledger })
      const first = await join('first')
      await join('second')
      await ledger.more(200)
      const [broker] = server.brokers
      const [nameServer] = server.nameServers
      await broker.kill()
      await broker.restart()
      await ledger.more(200)
      await nameServer.kill()
      await ledger.more(200)
      await nameServer.restart()
      await Promise.all([broker.kill(), nameServer.kill(), first.kill()])
      await nameServer.restart()
      await broker.restart()
      await join('third')
      await ledger.more(200)
      await sending.stop()
      await ledger.complete()
      expect(ledger.missing()).toEqual([])
      const unexplained = ledger.storedTwice().filter((id) => !ledger.wasSentAgain(id))
      expect(unexplained).toEqual([])
      // At least once, and not everything again.
      expect(ledger.duplicates).toBeLessThan(ledger.storedCount)
    },
    WITHIN_MS,
  )

  it(
    'and the order of each key holds when an orderly consumer and the broker are killed, and others join',
    async () => {
      const { topic, ledger, join, producer } = await setup({ mode: 'orderly' })
      const sending = sendSteps(producer, { topic, ledger, keys: KEYS })
      const first = await join('first')
      await join('second')
      await ledger.until(() => ledger.bodies('second').length > 100)
      await first.kill()
      await ledger.more(100)
      await join('third')
      await ledger.until(() => ledger.bodies('third').length > 100)
      const [broker] = server.brokers
      await broker.kill()
      await broker.restart()
      await ledger.more(300)
      await sending.stop()
      await ledger.complete()
      expect(ledger.missing()).toEqual([])
      for (const key of KEYS) expect(skipped(key, ledger.bodies())).toEqual([])
    },
    WITHIN_MS,
  )
})

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** The steps of a key before which another one should have come. Steps that come again may go back, and then on from there. */
function skipped(key: string, bodies: readonly string[]): readonly string[] {
  let next = 0
  return bodies
    .filter((body) => body.startsWith(`${key}/`))
    .filter((body) => {
      const step = Number(body.slice(key.length + 1))
      if (step > next) return true
      if (step === next) next += 1
      return false
    })
}
