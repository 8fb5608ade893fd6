import { pause } from '@arq/core/internal'
import type { Channel } from 'amqplib'

import { connectionLost, replyCodeOf } from '../amqp-errors.js'
import type { AmqpConnection } from '../connection/connection.js'
import { withScratchChannel } from '../connection/scratch-channel.js'
import type { WithScratchConnection } from '../connection/scratch-connection.js'
import { WordlessRefusal } from '../connection/wordless-refusal.js'

interface QuestionsParts {
  readonly connection: AmqpConnection
  readonly virtualHosts: readonly string[]
  readonly withScratchConnection: WithScratchConnection
}

type Use<T> = (channel: Channel) => Promise<T>

/** INTERNAL_ERROR of AMQP. */
const INTERNAL_ERROR = 541

/** A broker that goes down takes our own connection along within this time, milliseconds. */
const LOST_TOGETHER_MS = 1000

/**
 * Asks the broker about a queue or exchange where its answer does no harm: a refusal closes the channel it was asked on.
 *
 * RabbitMQ names the queue and the virtual host in its refusals. Where one of the two has letters beyond ASCII, it may end
 * the whole connection instead, with 541 and no reason: 4.0.5 and later when the text has more than 255 bytes, some
 * versions before it always. Questions with such names get a connection of their own.
 * @see https://github.com/rabbitmq/rabbitmq-server/pull/12888
 */
export class BrokerQuestions {
  readonly #parts: QuestionsParts
  readonly #hasPlainHosts: boolean

  constructor(parts: QuestionsParts) {
    this.#parts = parts
    this.#hasPlainHosts = parts.virtualHosts.every(isAscii)
  }

  /** Whether a refusal of something about this name harms no more than a channel. */
  isPlain(name: string): boolean {
    return this.#hasPlainHosts && isAscii(name)
  }

  /** @throws the broker's refusal with its reply code, or {@link WordlessRefusal} where it could not say why */
  ask<T>(name: string, use: Use<T>): Promise<T> {
    return this.isPlain(name) ? this.askHere(use) : this.#askElsewhere(use)
  }

  /** On our own connection, to which an exclusive queue belongs. */
  askHere<T>(use: Use<T>): Promise<T> {
    return withScratchChannel(this.#parts.connection, use)
  }

  async #askElsewhere<T>(use: Use<T>): Promise<T> {
    const { connection, withScratchConnection } = this.#parts
    // Waits for the connection as the other way does.
    const model = await connection.whenConnected()
    try {
      return await withScratchConnection(use)
    } catch (error) {
      if (isInternalError(error)) throw new WordlessRefusal('refused without a reason')
      if (replyCodeOf(error) !== undefined) throw error
      const isOwnLost = connection.model !== model || (await this.#isOwnLostSoon())
      if (isOwnLost) throw connectionLost(error, connection.where)
      throw new WordlessRefusal('the connection ended without a reason', { cause: error })
    }
  }

  async #isOwnLostSoon(): Promise<boolean> {
    const { connection } = this.#parts
    const waiting = new AbortController()
    const observer = { onLost: () => waiting.abort() }
    connection.observe(observer)
    await pause(LOST_TOGETHER_MS, { signal: waiting.signal })
    connection.unobserve(observer)
    return waiting.signal.aborted
  }
}

function isInternalError(error: unknown): boolean {
  const cause: unknown = error instanceof Object ? Reflect.get(error, 'cause') : undefined
  return replyCodeOf(error) === INTERNAL_ERROR || replyCodeOf(cause) === INTERNAL_ERROR
}

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length
