import { afterEach, describe, expect, it, jest } from '@jest/globals'

import type { TopicAssigner } from '../../src/assignment/topic-allocation.js'
import type { Consumption } from '../../src/consume/consumption.js'
import { ConsumerEngine } from '../../src/consumer/consumer-engine.js'
import { resolveConsumerSettings } from '../../src/consumer/consumer-settings.js'
import { createContext } from '../../src/consumer/create-context.js'
import type { OffsetStore } from '../../src/offsets/offset-store.js'
import type { MessageQueue } from '../../src/protocol/message-queue.js'
import type { TopicAssignment } from '../../src/protocol/requests/assignment.js'
import { nameServerScript } from '../scripted-cluster.js'
import { ScriptedServer } from '../scripted-server.js'
import { deferred } from '../transaction/setup.js'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

const QUEUE = { topic: 'T', brokerName: 'a', queueId: 0 }

/** An engine whose rebalance rounds wait until the test says what is assigned. */
async function setup() {
  const nameServer = await ScriptedServer.start(nameServerScript(new Map()))
  const written = { nameServers: nameServer.address, group: 'G' }
  const context = createContext(written, {}, resolveConsumerSettings(written, false), false)
  cleanups.push(
    () => context.client.close(),
    () => nameServer.stop(),
  )
  const consumer = { kind: 'single', listener: { consume: () => undefined } } as const
  context.subscriptions.add('T', consumer, {})
  const assigned = deferred<TopicAssignment>()
  const asked = deferred<undefined>()
  const assigner: TopicAssigner = {
    assignmentOf: () => {
      asked.resolve(undefined)
      return assigned.promise
    },
  }
  const consumption = {
    runningCount: 0,
    waitingCount: 0,
    submit: jest.fn(),
    abort: jest.fn(),
    disown: jest.fn(),
    expire: () => Promise.resolve(),
    stop: jest.fn(() => Promise.resolve()),
  } satisfies Consumption
  const offsetStore: OffsetStore = {
    load: () => Promise.resolve(),
    read: () => Promise.resolve(7n),
    write: () => Promise.resolve(),
  }
  const ownership = {
    acquire: jest.fn((_queue: MessageQueue) => Promise.resolve(true)),
    release: jest.fn(() => Promise.resolve()),
    renew: () => Promise.resolve(),
  }
  const engine = new ConsumerEngine({
    ...{ context, offsetStore, assigner, strategy: undefined },
    consumeType: 'CONSUME_PASSIVELY',
    setUp: () => ({ consumption, ownership, isSpanLimited: true, expiryCheckMs: undefined }),
  })
  const started = engine.start()
  await asked.promise
  const assign = () => assigned.resolve({ mode: 'pull', queues: [QUEUE] })
  return { engine, started, consumption, ownership, assign }
}

describe('the engine of a consumer', () => {
  it('begins with no message once it is to stop, however long a rebalance round still takes', async () => {
    const { engine, started, consumption, ownership, assign } = await setup()
    const stopped = engine.stop()
    expect(consumption.stop).toHaveBeenCalledTimes(1)
    assign()
    await Promise.all([stopped, started])
    expect(consumption.submit).not.toHaveBeenCalled()
    // What the round has still taken is given back: others need not wait for a lock to run out.
    expect(ownership.acquire).toHaveBeenCalledWith(QUEUE)
    expect(ownership.release).toHaveBeenCalledTimes(1)
    expect(engine.queues.all()).toEqual([])
  })
})
