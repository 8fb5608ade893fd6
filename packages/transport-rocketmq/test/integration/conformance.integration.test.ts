import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'

import { transportConformance } from '@arq/conformance'
import type { ConsumeOptions, Delivery, Subscription, Transport } from '@arq/core'
import { until } from '@arq/tooling-services'
import { afterAll, describe, it } from '@jest/globals'

import { RocketMQTransport } from '../../src/index.js'
import { CutProxy } from '../cut-proxy.js'
import { deleteTopics } from '../delete-topics.js'
import { sharedNameServer } from '../name-server.js'

/** Which test runs: each has topics of its own, since they run at once; most of their time they wait for the broker. */
interface Scope {
  readonly prefix: string
  readonly isCut: boolean
}

const scopes = new AsyncLocalStorage<Scope>()
const run = `t${randomUUID().slice(0, 8)}-`
const proxies = new Map<Transport, CutProxy>()
let tests = 0

/** Short, since a cut lasts until what was held belongs to others, as after a lost connection of AMQP. */
const CUT_INVISIBLE_SECONDS = 5

/** One that knows what it has handed out. */
class WatchedTransport extends RocketMQTransport {
  readonly #deliveries: Delivery[] = []

  override consume(
    queueName: string,
    options: ConsumeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Subscription> {
    return super.consume(queueName, options, (delivery) => {
      this.#deliveries.push(delivery)
      onDelivery(delivery)
    })
  }

  /** Resolves when all that it has handed out is acknowledged, or belongs to others. */
  async untilNothingIsHeld(): Promise<void> {
    const isFree = (): boolean => this.#deliveries.every(({ isStale }) => isStale)
    const waits = { withinMs: 60_000, everyMs: 20 }
    await until(isFree, { what: 'what was held to belong to others', ...waits })
  }
}

const concurrently = (title: string, test: () => Promise<void>, timeoutMs?: number): void => {
  const prefix = `${run}${(tests += 1)}-`
  const isCut =
    /cut|lost connection|the unsettled|unsettled, marks|of the loss|once it is back|was confirmed|leaves a closed|too late/.test(
      title,
    )
  it.concurrent(title, () => scopes.run({ prefix, isCut }, test), timeoutMs)
}

async function open(): Promise<Transport> {
  const { prefix, isCut } = scopes.getStore()!
  if (!isCut) return new RocketMQTransport({ url: `rocketmq://${sharedNameServer()}`, prefix })
  const proxy = await new CutProxy(sharedNameServer()).open()
  const settings = { url: proxy.url, prefix, invisibleTime: CUT_INVISIBLE_SECONDS }
  const transport = new WatchedTransport(settings)
  proxies.set(transport, proxy)
  return transport
}

async function cutConnection(transport: Transport): Promise<void> {
  const proxy = proxies.get(transport)!
  await proxy.cut()
  if (transport instanceof WatchedTransport) await transport.untilNothingIsHeld()
  await proxy.mend()
}

afterAll(async () => {
  await Promise.all([...proxies.values()].map((proxy) => proxy.cut()))
  await deleteTopics(sharedNameServer(), run)
})

describe('RocketMQTransport', () => {
  transportConformance(
    { describe, it: Object.assign(concurrently, { skip: it.skip }) },
    {
      open,
      capabilities: new RocketMQTransport().capabilities,
      faults: { cutConnection },
      waitMs: 60_000,
      testTimeoutMs: 120_000,
    },
  )
})
