import type { Delivery } from '@arq/core'
import { errorText } from '@arq/core'
import { inNextTurn } from '@arq/core/internal'

import type { QueuePauses } from '../intake/queue-pauses.js'
import type { Slots } from '../intake/slots.js'
import type { Attempt } from '../run/attempt.js'
import type { AgainConsumers } from './again-consumers.js'
import { AloneSession, type AloneSessionParts } from './alone-session.js'
import { SuspectDelivery } from './suspect-delivery.js'

interface AloneSessionsParts extends Omit<AloneSessionParts, 'queueName' | 'accept' | 'signal'> {
  readonly slots: Slots<Attempt>
  readonly again: AgainConsumers
  readonly pauses: QueuePauses
  readonly accept: (delivery: Delivery) => void
  readonly fillSlots: () => void
  /** Aborts when the worker stops. */
  readonly signal: AbortSignal
}

/** Frees the worker of all else for the jobs that are to run alone, one work queue after the other. */
export class AloneSessions {
  readonly #parts: AloneSessionsParts
  readonly #wanted = new Set<string>()
  #sessions: Promise<void> | undefined
  #current: { readonly queueName: string; readonly controller: AbortController } | undefined

  constructor(parts: AloneSessionsParts) {
    this.#parts = parts
  }

  /** Work queues with jobs to run alone have been found: begins, as soon as nothing else runs. */
  want(queueName: string): void {
    this.#wanted.add(queueName)
    if (this.#parts.signal.aborted || this.#parts.pauses.has(queueName)) return
    this.#sessions ??= this.#run().finally(() => (this.#sessions = undefined))
  }

  /** Begins with what was wanted while its queue was paused. */
  resume(): void {
    for (const queueName of this.#wanted) this.want(queueName)
  }

  /** Takes no more of this queue; what runs alone goes on. */
  pause(queueName: string): void {
    if (this.#current?.queueName !== queueName) return
    this.#wanted.add(queueName)
    this.#current.controller.abort()
  }

  /** Resolves when no job runs alone. */
  async idle(): Promise<void> {
    await this.#sessions
  }

  get #next(): string | undefined {
    return [...this.#wanted].find((queueName) => !this.#parts.pauses.has(queueName))
  }

  async #run(): Promise<void> {
    const { slots, again, signal } = this.#parts
    // Not in the turn of the caller, which still has a slot.
    await new Promise<void>(inNextTurn)
    try {
      for (let queueName = this.#next; queueName !== undefined; queueName = this.#next) {
        this.#wanted.delete(queueName)
        await slots.hold(signal)
        if (signal.aborted) return
        await this.#putOff()
        await this.#runAlone(queueName)
      }
    } finally {
      slots.release()
      if (!signal.aborted) {
        again.resume()
        this.#parts.fillSlots()
      }
    }
  }

  /** Suspects that wait for a slot here are no longer to be handed out: should this worker die, they would be counted. */
  async #putOff(): Promise<void> {
    const { slots, again, moves } = this.#parts
    await again.close()
    const waiting = slots.takeWhere(({ delivery }) => delivery instanceof SuspectDelivery)
    await Promise.all(
      waiting.map(({ delivery }) => moves.sendBack(delivery as SuspectDelivery, 'again')),
    )
  }

  async #runAlone(queueName: string): Promise<void> {
    const { signal, logger } = this.#parts
    const controller = new AbortController()
    const onStop = (): void => controller.abort()
    signal.addEventListener('abort', onStop, { once: true })
    this.#current = { queueName, controller }
    try {
      await new AloneSession({ ...this.#parts, queueName, signal: controller.signal }).run()
    } catch (error) {
      // The broker is away. The next look comes.
      logger.debug(errorText(error))
    } finally {
      this.#current = undefined
      signal.removeEventListener('abort', onStop)
    }
  }
}
