import { setTimeout as wait } from 'node:timers/promises'

import amqplib from 'amqplib'

import { keepInFlight } from '../measure/in-flight.js'
import { filledIdOf, sequenceOf } from '../measure/job.js'
import { newBody } from './raw-body.js'

const POLL_MS = 20

/** As our client sends a job with an id of its own. */
const CLIENT_HEADERS = { 'x-retry-count': 0, 'x-arq-uncontested': 'true' }

/**
 * The queue as our transport declares it, so that all contestants on RabbitMQ have the same one.
 * @param {import('../contract.d.ts').Place} place
 * @param {import('amqplib').Channel} channel
 */
export async function declareQueue({ queueName, queueType }, channel) {
  const deadLetterQueue = `${queueName}.dlq`
  const isQuorum = queueType === 'quorum'
  await channel.assertQueue(deadLetterQueue, {
    arguments: {
      'x-queue-type': queueType,
      ...(isQuorum && { 'x-delivery-limit': 2_147_483_647 }),
    },
  })
  await channel.assertQueue(queueName, {
    arguments: {
      'x-queue-type': queueType,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': deadLetterQueue,
      ...(isQuorum && {
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
        'x-delivery-limit': 1000,
      }),
    },
  })
}

/**
 * @param {import('../contract.d.ts').Place} place
 * @param {import('../contract.d.ts').JobRange} range
 */
export function fillQueue(place, range) {
  return withConnection(place, async (connection) => {
    const channel = await connection.createConfirmChannel()
    await declareQueue(place, channel)
    const { queueName } = place
    await keepInFlight({ ...range, width: 2000 }, (sequence, done) => {
      const jobId = filledIdOf(sequence)
      const body = newBody(queueName, sequence, { argumentBytes: range.argumentBytes, jobId })
      channel.sendToQueue(queueName, body, { persistent: true, headers: CLIENT_HEADERS }, done)
    })
  })
}

/**
 * Jobs as they are dead-lettered, as far as their number and size go.
 * @param {import('../contract.d.ts').Place} place
 * @param {number} count
 */
export function fillDeadLetters(place, count) {
  return withConnection(place, async (connection) => {
    const channel = await connection.createConfirmChannel()
    await declareQueue(place, channel)
    const { queueName } = place
    await keepInFlight({ from: 0, count, width: 2000 }, (sequence, done) => {
      const body = newBody(queueName, sequence)
      channel.sendToQueue(`${queueName}.dlq`, body, { persistent: true }, done)
    })
  })
}

/**
 * Waits until no consumer is left: what the last one had not settled is counted then.
 * @param {import('../contract.d.ts').Place} place
 */
export function countWaiting(place) {
  return withChannel(place, async (channel) => {
    for (;;) {
      const { messageCount, consumerCount } = await channel.checkQueue(place.queueName)
      if (consumerCount === 0) return messageCount
      await wait(POLL_MS)
    }
  })
}

/**
 * @param {import('../contract.d.ts').Place} place
 * @param {(sequence: number) => void} onJob
 */
export function takeWaiting(place, onJob) {
  return takeMessages(place, (content) => onJob(sequenceOf(JSON.parse(content.toString()).args[0])))
}

/**
 * @param {import('../contract.d.ts').Place} place
 * @param {(content: Buffer) => void} onContent
 */
export async function takeMessages(place, onContent) {
  let left = await countWaiting(place)
  if (left === 0) return
  await withChannel(place, async (channel) => {
    await new Promise((resolve, reject) => {
      const onMessage = (/** @type {import('amqplib').ConsumeMessage | null} */ message) => {
        if (!message) return reject(new Error('the broker ended the consumer'))
        onContent(message.content)
        left -= 1
        if (left === 0) resolve(undefined)
      }
      channel.consume(place.queueName, onMessage, { noAck: true }).catch(reject)
    })
  })
}

/**
 * @template T
 * @param {Pick<import('../contract.d.ts').Place, 'rabbitmqUrl'>} place
 * @param {(channel: import('amqplib').Channel) => Promise<T>} work
 */
export function withChannel(place, work) {
  return withConnection(place, async (connection) => {
    const channel = await connection.createChannel()
    // Told by the call that failed, too.
    channel.on('error', () => undefined)
    return work(channel)
  })
}

/**
 * @template T
 * @param {Pick<import('../contract.d.ts').Place, 'rabbitmqUrl'>} place
 * @param {(connection: import('amqplib').ChannelModel) => Promise<T>} work
 */
export async function withConnection({ rabbitmqUrl }, work) {
  const connection = await amqplib.connect(rabbitmqUrl)
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}
