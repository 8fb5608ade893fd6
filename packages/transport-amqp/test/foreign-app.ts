import { randomUUID } from 'node:crypto'

import { connect, type GetMessage, type Options } from 'amqplib'

/** An application that knows nothing of arq, and has its own queue and dead letters. */
export interface ForeignQueue {
  readonly queueName: string
  /** Its dead-letter exchange leads here. Absent: it has none. */
  readonly dlqName: string | undefined
  readonly exchange: string
}

/** A hand-written application on amqplib: declares as it likes, publishes whatever it likes. */
export async function openForeignApp(url: string) {
  const connection = await connect(url)
  const channel = await connection.createConfirmChannel()
  const made: ForeignQueue[] = []

  const app = {
    /** A topic exchange with a queue bound to it, and a dead-letter exchange where asked for. */
    async queue(type: 'quorum' | 'classic', has: { dlx: boolean }): Promise<ForeignQueue> {
      const name = `test-foreign-${randomUUID().slice(0, 8)}`
      const [exchange, dlx] = [`${name}.events`, `${name}.dead`]
      const dlqName = has.dlx ? `${name}-failed` : undefined
      await channel.assertExchange(exchange, 'topic', { durable: true })
      if (dlqName !== undefined) {
        await channel.assertExchange(dlx, 'topic', { durable: true })
        await channel.assertQueue(dlqName, { durable: true })
        await channel.bindQueue(dlqName, dlx, 'order.#')
      }
      await channel.assertQueue(name, {
        durable: true,
        arguments: { 'x-queue-type': type, ...(has.dlx && { 'x-dead-letter-exchange': dlx }) },
      })
      await channel.bindQueue(name, exchange, 'order.#')
      const queue = { queueName: name, dlqName, exchange }
      made.push(queue)
      return queue
    },

    async publish(queue: ForeignQueue, body: Buffer | string, options: Options.Publish = {}) {
      channel.publish(queue.exchange, 'order.created', Buffer.from(body), {
        persistent: true,
        ...options,
      })
      await channel.waitForConfirms()
    },

    async publishAll(queue: ForeignQueue, bodies: readonly string[]) {
      for (const body of bodies) {
        channel.publish(queue.exchange, 'order.created', Buffer.from(body), { persistent: true })
      }
      await channel.waitForConfirms()
    },

    /** What waits in a queue, taken out one by one. */
    async take(queueName: string): Promise<GetMessage[]> {
      const taken: GetMessage[] = []
      for (;;) {
        const message = await channel.get(queueName, { noAck: true })
        if (!message) return taken
        taken.push(message)
      }
    },

    /** The next message of a queue, whenever it comes. */
    async next(queueName: string): Promise<GetMessage> {
      return new Promise((resolve, reject) => {
        const consumerTag = randomUUID()
        channel
          .consume(
            queueName,
            (message) => {
              if (!message) return
              channel.ack(message)
              channel
                .cancel(consumerTag)
                .then(
                  () => resolve({ ...message, fields: { ...message.fields, messageCount: 0 } }),
                  reject,
                )
            },
            { consumerTag },
          )
          .catch(reject)
      })
    },

    async ready(queueName: string): Promise<number> {
      return (await channel.checkQueue(queueName)).messageCount
    },

    /** Whether somebody else has declared it. */
    async exists(queueName: string): Promise<boolean> {
      const probe = await connection.createChannel()
      probe.on('error', () => undefined)
      return probe.checkQueue(queueName).then(
        () => true,
        () => false,
      )
    },

    async close() {
      for (const { queueName, dlqName, exchange } of made) {
        for (const name of [queueName, dlqName ?? queueName, `${queueName}.dlq`]) {
          await channel.deleteQueue(name)
        }
        await channel.deleteExchange(exchange)
        await channel.deleteExchange(`${queueName}.dead`)
      }
      await connection.close()
    },
  }
  return app
}

export type ForeignApp = Awaited<ReturnType<typeof openForeignApp>>
