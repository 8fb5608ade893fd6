import { setTimeout as wait } from 'node:timers/promises'

import amqplib from 'amqplib'

import { keepInFlight } from '../measure/in-flight.js'
import { sequenceOf } from '../measure/job.js'
import { countWaiting, declareQueue, fillQueue, takeWaiting } from './amqp-queue.js'
import { newBody } from './raw-body.js'

/** @typedef {import('../contract.d.ts').Session} Session */

/**
 * A quorum queue of RabbitMQ 3.10 loses single acks that were sent just before their channel
 * closes. Nothing tells when it has taken them in, so a program must wait; not measured.
 */
const ACKS_ARRIVE_MS = 300

/** @type {import('../contract.d.ts').Contestant} */
export const raw = {
  open: async (place) => new RawSession(place, await amqplib.connect(place.rabbitmqUrl)),
  fill: fillQueue,
  countWaiting,
  takeWaiting,
  countResults: async () => 0,
}

/**
 * What one would write with amqplib alone: publishes with a callback per confirm, and an ack per
 * message. No results, no retries, no reconnect.
 * @implements {Session}
 */
class RawSession {
  #place
  #publishing
  /** @type {import('amqplib').ChannelModel | undefined} */
  #consuming
  /** @type {import('amqplib').Channel | undefined} */
  #channel
  #consumerTag = ''

  /**
   * @param {import('../contract.d.ts').Place} place
   * @param {import('amqplib').ChannelModel} connection
   */
  constructor(place, connection) {
    this.#place = place
    this.#publishing = connection
  }

  async producer() {
    const channel = await this.#publishing.createConfirmChannel()
    await declareQueue(this.#place, channel)
    const { queueName } = this.#place
    /** @type {(sequence: number, done: (error: unknown) => void) => void} */
    const publish = (sequence, done) => {
      channel.sendToQueue(queueName, newBody(queueName, sequence), { persistent: true }, done)
    }
    return {
      /** @type {import('../contract.d.ts').Producer['enqueue']} */
      enqueue: (range, { inFlight }) => keepInFlight({ ...range, width: inFlight }, publish),
      /** @type {import('../contract.d.ts').Producer['send']} */
      send: (sequence) =>
        new Promise((resolve, reject) => {
          publish(sequence, (error) => (error ? reject(error) : resolve(withoutResult)))
        }),
    }
  }

  /** @param {import('../contract.d.ts').ConsumerOptions} options */
  async consumer({ prefetch, onJob }) {
    this.#consuming = await amqplib.connect(this.#place.rabbitmqUrl)
    const channel = await this.#consuming.createChannel()
    this.#channel = channel
    await declareQueue(this.#place, channel)
    await channel.prefetch(prefetch)
    const { consumerTag } = await channel.consume(this.#place.queueName, (message) => {
      if (!message || this.#consumerTag === STOPPED) return
      onJob(sequenceOf(JSON.parse(message.content.toString()).args[0]))
      channel.ack(message)
    })
    this.#consumerTag = consumerTag
    // Acked in the same turn as it was run.
    return { settled: () => Promise.resolve() }
  }

  async close() {
    if (this.#channel) {
      const consumerTag = this.#consumerTag
      this.#consumerTag = STOPPED
      await this.#channel.cancel(consumerTag)
      await wait(ACKS_ARRIVE_MS)
    }
    await this.#consuming?.close()
    await this.#publishing.close()
  }
}

const STOPPED = '(stopped)'

const withoutResult = {
  result: () => Promise.reject(new Error('the program with amqplib alone keeps no results')),
}
