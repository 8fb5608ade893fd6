import type { JobRecord, Transport } from '@arq/core'
import { errorText, isArqError } from '@arq/core'
import type { SentArguments, TextLogger } from '@arq/core/internal'

import { shortened } from '../records/job-records.js'
import { texts } from '../texts.js'
import { replyMessage } from './follow-up.js'

interface RepliesParts {
  readonly transport: Transport
  readonly logger: TextLogger
}

/** Tells waiting clients how their jobs ended. */
export class Replies {
  readonly #parts: RepliesParts

  constructor(parts: RepliesParts) {
    this.#parts = parts
  }

  /**
   * Sends the ended record to the clients that asked for it; without the result when that does not fit into a message, so
   * that they hear at least that. A client that has gone is no reason to hold the job back. A reply whose connection
   * broke is sent once more: the worker's own link was lost, which says nothing of the client.
   * @param sent the arguments of the job, where they are known as they came
   */
  async send(
    addresses: readonly string[],
    record: JobRecord,
    sent: SentArguments | undefined,
  ): Promise<void> {
    await Promise.all(addresses.map((address) => this.#sendTo(address, record, sent)))
  }

  async #sendTo(
    replyTo: string,
    record: JobRecord,
    sent: SentArguments | undefined,
  ): Promise<void> {
    const { logger } = this.#parts
    const { jobId } = record
    const publish = (): Promise<void> => this.#publish(replyTo, record, sent)
    try {
      await publish().catch((error: unknown) => {
        if (!isArqError(error) || error.code !== 'ARQ_CONNECTION_LOST') throw error
        return publish()
      })
    } catch (error) {
      const text = texts.replyLost({ error: errorText(error) })
      logger.warn(text, { jobId })
    }
  }

  async #publish(
    replyTo: string,
    record: JobRecord,
    sent: SentArguments | undefined,
  ): Promise<void> {
    const { transport, logger } = this.#parts
    try {
      await transport.publish(replyMessage(replyTo, record, sent))
    } catch (error) {
      if (!isArqError(error) || error.code !== 'ARQ_PUBLISH_TOO_LARGE') throw error
      const text = texts.replyTooLarge({ error: errorText(error) })
      logger.warn(text, { jobId: record.jobId })
      await transport.publish(replyMessage(replyTo, shortened(record)))
    }
  }
}
