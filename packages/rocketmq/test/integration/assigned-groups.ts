import { afterAll, afterEach, beforeAll } from '@jest/globals'

import {
  ClientInstance,
  type MessageRequestMode,
  type OwnClientConsumerOptions,
  type PushConsumer,
} from '../../src/index.js'
import { Consumers, type Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const producers = new Producers()
export const consumers = new Consumers()
let admin: ClientInstance
let release: () => Promise<void>
beforeAll(() => {
  admin = new ClientInstance({ nameServers: sharedNameServer() })
  release = admin.acquire()
})
afterAll(() => release())
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

/** A group that is set to be assigned queues by brokers, in this mode, and a topic with one message. */
export async function setup(
  mode: MessageRequestMode,
  options: Partial<OwnClientConsumerOptions> = {},
) {
  const producer = await producers.start(sharedNameServer())
  const topic = uniqueName('assigned')
  const group = uniqueName('group')
  const send = async (...bodies: string[]) => {
    for (const body of bodies) await producer.send({ topic, body, keys: body })
  }
  await send('first')
  const create = (inbox: Inbox, own: Partial<OwnClientConsumerOptions> = {}) => {
    const consumer = consumers.create(sharedNameServer(), {
      ...{ group, assignment: 'broker', ...options, ...own },
    })
    consumer.subscribe(topic, inbox.listener)
    return consumer
  }
  /** The group must be known to the broker before its mode can be set: a member that has joined makes it so. */
  const setMode = async (next: MessageRequestMode) => {
    const { data } = await admin.routes.route(topic)
    for (const { brokerName } of data.brokerDatas) {
      await admin.brokers.setRequestMode(admin.routes.masterAddress(brokerName), {
        ...{ topic, consumerGroup: group, mode: next, popShareQueueNum: 0 },
      })
    }
  }
  const founder = consumers.create(sharedNameServer(), { group })
  founder.subscribe(uniqueName('other'), () => undefined)
  await founder.start()
  await founder.close()
  await setMode(mode)
  return { producer, topic, group, send, create, setMode }
}

/** Resolves when brokers have told it to read its topic so. */
export const modeOf = (consumer: PushConsumer, mode: MessageRequestMode): Promise<void> =>
  new Promise((resolve) => {
    const off = consumer.on((event) => {
      if (event.type !== 'requestModeChanged' || event.mode !== mode) return
      off()
      resolve()
    })
  })

export const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`)
