import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import {
  ClientInstance,
  type ConsumeMessage,
  type ConsumerEvent,
  type PushConsumer,
  RemotingClient,
} from '../../src/index.js'
import { mqadmin } from '../peer/mqadmin.js'
import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { uniqueName } from './rocketmq-server.js'

const WITHIN_MS = 120_000
/** Asks a broker to ask the members of a group how far they have come (RequestCode.java). */
const GET_CONSUMER_STATUS = 223

/** What an administrator asks of consumers by way of a broker; it says how it tells consumers of a reset. */
export function describeAdministrator(
  resets: string,
  brokerConfig: Readonly<Record<string, string>>,
): void {
  describe(`an administrator, with resets ${resets},`, () => {
    let server: RocketMQServer
    const producers = new Producers()
    const consumers = new Consumers()
    beforeAll(async () => {
      server = await createRocketMQ({ brokerConfig })
      await server.start()
    }, WITHIN_MS)
    afterEach(async () => {
      await consumers.closeAll()
      await producers.closeAll()
    })
    afterAll(() => server.dispose())

    async function setup(answer?: ConsumeMessage) {
      const topic = uniqueName('admin')
      const group = uniqueName('group')
      const producer = await producers.start(server.nameServerAddress)
      const result = await producer.send({ topic, body: 'm0' })
      for (const body of ['m1', 'm2']) await producer.send({ topic, body })
      const inbox = new Inbox(answer)
      const consumer = consumers.create(server.nameServerAddress, {
        group,
        suspendTimeoutMs: 1000,
        offsetPersistIntervalMs: 100,
      })
      consumer.subscribe(topic, inbox.listener)
      await consumer.start()
      await inbox.count(3)
      await offsetsStored(topic, group, 3n)
      const admin = (...args: string[]) => mqadmin(server.nameServerAddress, ...args)
      return { topic, group, consumer, inbox, admin, result }
    }

    /**
     * Resolves when the broker has an offset of the group for every queue, `sum` in all: a broker that tells consumers of a
     * reset by a request refuses the reset otherwise (`Broker2Client.resetOffset`).
     */
    async function offsetsStored(topic: string, group: string, sum: bigint): Promise<void> {
      const client = new ClientInstance({ nameServers: server.nameServerAddress })
      const release = client.acquire()
      const { subscribe } = await client.routes.route(topic)
      const { address } = server.brokers[0]
      for (;;) {
        const offsets = await Promise.all(
          subscribe.map((queue) =>
            client.brokers.consumerOffset(address, { ...queue, consumerGroup: group }),
          ),
        )
        const known = offsets.filter((offset) => offset !== undefined)
        if (known.length < offsets.length) continue
        if (known.reduce((total, offset) => total + offset, 0n) === sum) break
      }
      await release()
    }

    const next = (consumer: PushConsumer, type: ConsumerEvent['type']) =>
      new Promise<ConsumerEvent>((resolve) => {
        const off = consumer.on((event) => {
          if (event.type !== type) return
          off()
          resolve(event)
        })
      })

    it(
      'resets the offsets of a group that runs: it consumes everything again',
      async () => {
        const { topic, group, consumer, inbox, admin } = await setup()
        const moved = next(consumer, 'offsetMoved')
        await admin('resetOffsetByTime', '-g', group, '-t', topic, '-s', '0')
        await expect(moved).resolves.toMatchObject({ to: 0n })
        // Each of them a second time, at least: on a busy machine `mqadmin` may ask twice.
        await inbox.until(() =>
          ['m0', 'm1', 'm2'].every(
            (body) => inbox.bodies.indexOf(body) < inbox.bodies.lastIndexOf(body),
          ),
        )
      },
      WITHIN_MS,
    )

    it(
      'sees how a consumer is doing',
      async () => {
        const { topic, group, consumer, admin } = await setup()
        const text = await admin('consumerStatus', '-g', group, '-i', consumer.clientId)
        expect(text).toMatch(/PROP_CONSUME_TYPE\s*: CONSUME_PASSIVELY/)
        expect(text).toMatch(new RegExp(`Topic: ${topic} .*SubExpression: \\*`))
        expect(text).toMatch(new RegExp(`${topic}\\s+broker-a\\s+0`))
      },
      WITHIN_MS,
    )

    it(
      'sees how far each consumer of a group has come',
      async () => {
        const { topic, group, consumer } = await setup()
        // No command of mqadmin asks this any more; brokers still do.
        const client = new RemotingClient()
        const { code, body } = await client.invoke(
          server.brokers[0].address,
          { code: GET_CONSUMER_STATUS, ext: { topic, group } },
          { timeoutMs: 10_000 },
        )
        await client.close()
        expect(code).toBe(0)
        expect(body.toString()).toContain(consumer.clientId)
        // Java's fastjson writes a queue as the key of its offset.
        const offsets = [...body.toString().matchAll(/"queueId":\d+[^}]*}:(\d+)/g)].map(
          ([, offset]) => Number(offset),
        )
        expect(offsets.reduce((total, offset) => total + offset, 0)).toBe(3)
      },
      WITHIN_MS,
    )

    it(
      'has one message consumed by one consumer',
      async () => {
        const { topic, group, consumer, inbox, admin, result } = await setup()
        const text = await admin(
          'queryMsgById',
          ...['-i', result.offsetMsgId, '-g', group, '-d', consumer.clientId, '-t', topic],
        )
        expect(text).toContain('CR_SUCCESS')
        expect(inbox.bodies.filter((body) => body === 'm0').length).toBeGreaterThan(1)
      },
      WITHIN_MS,
    )
  })
}
