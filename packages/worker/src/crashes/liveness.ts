import type { BroadcastSignal, Clock, Transport } from '@arq/core'
import { errorText } from '@arq/core'
import { randomUuid, type TextLogger, within } from '@arq/core/internal'
import * as v from 'valibot'

import { isKnownDead, type WorkerIdentity } from './holder.js'
import type { Fate } from './returned-alone.js'

/** The kinds of the signals that ask for a worker, and answer. */
const LIVENESS_SIGNALS = { ask: 'isAlive', answer: 'alive' } as const

/** A worker that was cut off hears the question after it has connected again, so it is repeated. */
const ASK_AGAIN_MS = 500
/** Longer than a worker needs to connect again when the broker is there: the pause before an attempt is up to 6 s. */
const PATIENCE_MS = 10_000

interface LivenessParts {
  readonly self: WorkerIdentity
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: TextLogger
}

const questionSchema = v.object({
  kind: v.literal(LIVENESS_SIGNALS.ask),
  ask: v.string(),
  workerId: v.string(),
  machine: v.string(),
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
})

const answerSchema = v.object({
  kind: v.literal(LIVENESS_SIGNALS.answer),
  ask: v.string(),
  lives: v.boolean(),
})

/**
 * Whether another worker lives. To the broker a broken connection looks like a death, so workers ask each other: the
 * worker itself answers, or one on the same machine that finds its process gone.
 */
export class Liveness {
  readonly #parts: LivenessParts
  readonly #asked = new Map<string, (fate: Fate) => void>()

  constructor(parts: LivenessParts) {
    this.#parts = parts
  }

  /** Resolves as soon as somebody knows, `unknown` when nobody does for 10 s, or `signal` aborts. Never rejects. */
  async fateOf(worker: WorkerIdentity, signal: AbortSignal): Promise<Fate> {
    const { self, transport } = this.#parts
    if (worker.workerId === self.workerId) return 'lives'
    if (isKnownDead(worker, self)) return 'dead'
    if (!transport.capabilities.broadcast) return 'unknown'
    const ask = randomUuid()
    const fate = new Promise<Fate>((resolve) => {
      this.#asked.set(ask, resolve)
      signal.addEventListener('abort', () => resolve('unknown'), { once: true })
      if (signal.aborted) resolve('unknown')
    })
    try {
      return await this.#askUntil(fate, { ask, worker })
    } finally {
      this.#asked.delete(ask)
    }
  }

  /** To be told of every signal of other workers. */
  heard(signal: BroadcastSignal): void {
    const answer = v.safeParse(answerSchema, signal)
    if (answer.success) {
      const { ask, lives } = answer.output
      this.#asked.get(ask)?.(lives ? 'lives' : 'dead')
      return
    }
    const question = v.safeParse(questionSchema, signal)
    if (!question.success) return
    const { self } = this.#parts
    const { ask, ...worker } = question.output
    const isSelf = worker.workerId === self.workerId
    if (!isSelf && !isKnownDead(worker, self)) return
    void this.#send({ kind: LIVENESS_SIGNALS.answer, ask, lives: isSelf })
  }

  async #askUntil(
    fate: Promise<Fate>,
    { ask, worker }: { readonly ask: string; readonly worker: WorkerIdentity },
  ): Promise<Fate> {
    const { clock } = this.#parts
    const { workerId, machine, pid } = worker
    const deadlineMs = clock.monotonicNow() + PATIENCE_MS
    while (clock.monotonicNow() < deadlineMs) {
      void this.#send({ kind: LIVENESS_SIGNALS.ask, ask, workerId, machine, pid })
      const known = await within(fate, ASK_AGAIN_MS, clock)
      if (known) return known.value
    }
    return 'unknown'
  }

  async #send(signal: BroadcastSignal): Promise<void> {
    try {
      await this.#parts.transport.broadcast(signal)
    } catch (error) {
      this.#parts.logger.debug(errorText(error))
    }
  }
}
