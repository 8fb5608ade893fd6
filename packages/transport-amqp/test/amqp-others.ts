import type { OtherApplication, OthersMessage } from '@arq/conformance'
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib'

/** Somebody else on the broker, with amqplib: his queues have arguments that arq would refuse. */
export class AmqpOthers implements OtherApplication {
  readonly #connection: ChannelModel
  readonly #channel: ConfirmChannel

  private constructor(connection: ChannelModel, channel: ConfirmChannel) {
    this.#connection = connection
    this.#channel = channel
  }

  static async connect(url: string): Promise<AmqpOthers> {
    const connection = await connect(url)
    return new AmqpOthers(connection, await connection.createConfirmChannel())
  }

  async makeQueue(queueName: string): Promise<void> {
    const own = { 'x-queue-type': 'quorum', 'x-max-length': 1_000_000 }
    await this.#channel.assertQueue(queueName, { durable: true, arguments: own })
  }

  async put(queueName: string, { body, headers, messageId }: OthersMessage): Promise<void> {
    const options = { persistent: true, headers, messageId }
    this.#channel.sendToQueue(queueName, Buffer.from(body), options)
    await this.#channel.waitForConfirms()
  }

  async close(): Promise<void> {
    await this.#connection.close()
  }
}
