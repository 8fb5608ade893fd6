import { errorText, isArqError } from '../errors/arq-error.js'
import { UnsupportedError } from '../errors/settings-errors.js'
import { PublishNotConfirmed } from '../errors/transport-errors.js'
import { keepMessage } from '../keys/kept-message.js'
import { KeyLedger } from '../keys/key-ledger.js'
import { CLIENT_LEASES } from '../keys/line-step.js'
import { portTexts } from '../ports/port-texts.js'
import type { ResultStore } from '../ports/result-store.js'
import type { OutgoingMessage, Transport } from '../ports/transport.js'
import type { Clock } from '../time/clock.js'
import { enqueueTexts } from './enqueue-texts.js'
import type { JobDraft } from './job-draft.js'

interface EnqueueLineParts {
  readonly store: ResultStore | undefined
  readonly transport: Pick<Transport, 'publish'>
  readonly clock: Clock
}

/** The way into the queue of jobs that run in the order in which they were enqueued: by the line of their key. */
export class EnqueueLine {
  readonly #parts: EnqueueLineParts
  #ledger: KeyLedger | undefined
  #order: Promise<unknown> = Promise.resolve()

  constructor(parts: EnqueueLineParts) {
    this.#parts = parts
  }

  /** @throws UnsupportedError `ARQ_UNSUPPORTED` where there is no line, because the store has no entries */
  check({ line, message }: JobDraft): void {
    if (!line || this.#parts.store?.entries) return
    const what = enqueueTexts.strictOrderOf({ task: message.function })
    throw new UnsupportedError(portTexts.needsEntries({ what }), { missing: 'entries' })
  }

  /** The same promise, but never before those of earlier calls: what follows from it follows in the order of the calls. */
  inOrder<T>(work: Promise<T>): Promise<T> {
    const turn = this.#order.then(() => work)
    this.#order = turn.catch(() => undefined)
    return turn
  }

  /**
   * Writes the message to the end of its line. If it is the first, it goes to its queue.
   * @throws PublishNotConfirmed `ARQ_PUBLISH_TIMEOUT` when the store does not answer: unknown whether the job is there
   */
  async append({ message: job, line }: JobDraft, message: OutgoingMessage): Promise<void> {
    if (!line) return
    const { name, limit, rate } = line
    const { jobId, enqueueTime, jobTry } = job
    const { messageId } = message
    const first = { jobId, enqueueTime, jobTry, turn: 0 }
    const step = { kind: 'append', messageId, ...first, limit, rate, isStrict: true } as const
    const kept = keepMessage(message, first)
    try {
      const { published } = await this.#open().take(name, step, () => kept)
      await published
    } catch (cause) {
      if (!isArqError(cause) || !cause.retryable) throw cause
      const text = enqueueTexts.lineUnanswered({ problem: errorText(cause) })
      throw new PublishNotConfirmed({ code: 'ARQ_PUBLISH_TIMEOUT', scope: 'message', text, cause })
    }
  }

  #open(): KeyLedger {
    const { store, transport, clock } = this.#parts
    if (!store?.entries) throw new Error('a line needs entries')
    this.#ledger ??= new KeyLedger({
      ...{ entries: store.entries, clock, leases: CLIENT_LEASES, random: Math.random },
      publish: async (message) => {
        await transport.publish(message)
        return true
      },
    })
    return this.#ledger
  }
}
