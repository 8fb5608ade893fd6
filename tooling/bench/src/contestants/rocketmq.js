/**
 * Clients of RocketMQ in Node: the same messages, sent the way each library is meant to be used.
 *
 * @typedef {object} RocketMQSender
 * @property {(body: Buffer) => Promise<unknown>} send resolves when the broker has stored it
 * @property {() => Promise<void>} close
 *
 * @typedef {(where: { nameServer: string, topic: string }) => Promise<RocketMQSender>} OpenRocketMQ
 */

/** By the name of the line. @type {Readonly<Record<'arq' | 'ali-ons', OpenRocketMQ>>} */
export const ROCKETMQ_CLIENTS = { arq: openArq, 'ali-ons': openAliOns }

/**
 * Each library is loaded only where it is measured: memory counts.
 * @type {OpenRocketMQ}
 */
async function openArq({ nameServer, topic }) {
  const { createProducer } = await import('@arq/rocketmq')
  const producer = createProducer({ nameServers: nameServer, group: 'bench' })
  await producer.start()
  return {
    send: (body) => producer.send({ topic, body }),
    close: () => producer.close(),
  }
}

/** @type {OpenRocketMQ} */
async function openAliOns({ nameServer, topic }) {
  // @ts-expect-error it has no types
  const { Message, Producer } = (await import('ali-ons')).default
  // It wants one, and does not use it where name servers are given.
  const httpclient = {}
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const settings = { httpclient, logger, nameSrv: nameServer, producerGroup: 'bench' }
  const producer = new Producer(settings)
  await producer.ready()
  return {
    send: (body) => producer.send(new Message(topic, body)),
    close: () => producer.close(),
  }
}
