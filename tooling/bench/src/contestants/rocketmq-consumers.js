/**
 * Consumers of RocketMQ in Node: each the way its library is meant to be used, 20 listeners at a time, which is the
 * default of ours and of Java's.
 *
 * @typedef {object} RocketMQConsumption
 * @property {() => Promise<void>} close
 *
 * @typedef {object} ConsumePlace
 * @property {string} nameServer
 * @property {string} topic
 * @property {string} group
 *
 * @callback OpenConsumption
 * @param {ConsumePlace} where
 * @param {(body: Buffer) => void} onMessage
 * @param {() => void} onStart called when everything is loaded, and the consumer is about to be made
 * @returns {Promise<RocketMQConsumption>}
 */

const LISTENERS = 20

/** By the name of the line. @type {Readonly<Record<'arq' | 'ali-ons', OpenConsumption>>} */
export const ROCKETMQ_CONSUMERS = { arq: consumeArq, 'ali-ons': consumeAliOns }

/**
 * Each library is loaded only where it is measured: memory counts.
 * @type {OpenConsumption}
 */
async function consumeArq({ nameServer, topic, group }, onMessage, onStart) {
  const { createConsumer } = await import('@arq/rocketmq')
  onStart()
  const consumer = createConsumer({ nameServers: nameServer, group, consumeFrom: 'first' })
  consumer.subscribe(topic, async ({ body }) => onMessage(body))
  await consumer.start()
  return consumer
}

/** @type {OpenConsumption} */
async function consumeAliOns({ nameServer, topic, group }, onMessage, onStart) {
  // @ts-expect-error it has no types
  const { Consumer } = (await import('ali-ons')).default
  onStart()
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const consumer = new Consumer({
    // It wants one, and does not use it where name servers are given.
    httpclient: {},
    ...{ logger, nameSrv: nameServer, consumerGroup: group },
    consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
    parallelConsumeLimit: LISTENERS,
    // By default it sleeps 5 s whenever it has 500 messages of a queue, which no backlog goes without.
    pullTimeDelayMillsWhenFlowControl: 10,
  })
  consumer.subscribe(topic, '*', async (/** @type {{ body: Buffer }} */ { body }) =>
    onMessage(body),
  )
  await consumer.ready()
  return consumer
}
