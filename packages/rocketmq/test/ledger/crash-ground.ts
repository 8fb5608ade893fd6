import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { expect } from '@jest/globals'

import type { ProducerSettings } from '../../src/index.js'
import { Producers } from '../integration/producers.js'
import { uniqueName } from '../integration/rocketmq-server.js'
import { ConsumerProcess, type MemberOptions } from './consumer-process.js'
import { Ledger } from './ledger.js'

const QUICK = {
  offsetPersistIntervalMs: 100,
  rebalanceIntervalMs: 1000,
  routeRefreshIntervalMs: 1000,
  connection: { requestTimeoutMs: 2000, reconnect: { initialDelayMs: 50, maxDelayMs: 500 } },
}

/** A RocketMQ, a producer and the members of a group, each in a process of its own: all may be killed while they work. */
export class CrashGround {
  readonly server: RocketMQServer
  readonly #producers = new Producers()
  readonly #members: ConsumerProcess[] = []

  private constructor(server: RocketMQServer) {
    this.server = server
  }

  static async start(): Promise<CrashGround> {
    const server = await createRocketMQ({
      // What was stored a moment before the broker is killed must be there afterwards.
      brokerConfig: { flushDiskType: 'SYNC_FLUSH' },
    })
    await server.start()
    return new CrashGround(server)
  }

  /** A topic, and who sends and consumes: for one test. */
  async setup(
    settings: Pick<MemberOptions, 'mode'> = {},
    ofProducer: Pick<ProducerSettings, 'attemptTimeoutMs'> = {},
  ) {
    const { server } = this
    const topic = uniqueName('crash')
    const group = uniqueName('group')
    await server.createTopic(topic)
    const ledger = new Ledger()
    const join = async (member: string) => {
      const { nameServerAddress: nameServers } = server
      const own = { member, topic, group, ledger, nameServers, consumeFrom: 'first' as const }
      const joined = new ConsumerProcess({ ...own, ...QUICK, ...settings })
      this.#members.push(joined)
      await joined.started
      return joined
    }
    const producer = await this.#producers.start(server.nameServerAddress, {
      sendTimeoutMs: 60_000,
      retries: 20,
      connection: QUICK.connection,
      sendHooks: [ledger.sendHook],
      strategy: 'MESSAGE_HASH',
      ...ofProducer,
    })
    return { topic, ledger, join, producer }
  }

  /** At the end of a test. */
  async endAll(): Promise<void> {
    await Promise.all(this.#members.splice(0).map((member) => member.kill()))
    await this.#producers.closeAll()
  }

  async dispose(): Promise<void> {
    await this.server.dispose()
  }
}

/** What a member that lives has twice was stored twice, by one send that got no answer at first. */
export function expectTwiceOnlyWhatWasSentAgain(ledger: Ledger, member: string): void {
  const places = ledger.places(member)
  expect(new Set(places).size).toBe(places.length)
  const ids = ledger.consumedTwice(member).flatMap((body) => ledger.idsOf(body))
  expect(ids.filter((id) => !ledger.wasSentAgain(id))).toEqual([])
  expect(ledger.unexplainedCopies()).toEqual([])
}
