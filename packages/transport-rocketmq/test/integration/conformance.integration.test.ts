import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'

import { transportConformance } from '@arq/conformance'
import type { Transport } from '@arq/core'
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

/** A cut lasts longer than this: what was held then belongs to others, as after a lost connection of AMQP. */
const CUT_INVISIBLE_MS = 5000

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
  const { url } = proxy
  const transport = new RocketMQTransport({ url, prefix, invisibleTime: CUT_INVISIBLE_MS / 1000 })
  proxies.set(transport, proxy)
  return transport
}

async function cutConnection(transport: Transport): Promise<void> {
  const proxy = proxies.get(transport)!
  await proxy.cut()
  await wait(CUT_INVISIBLE_MS)
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
