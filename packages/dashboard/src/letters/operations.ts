import { createPace, dropLetters, type LetterFilter, redriveLetters } from '@arq/admin'
import type { Codec, Language } from '@arq/core'
import { randomUuid } from '@arq/core/internal'

import type { OperationView } from '../contract/dead-letters.js'
import { errorAnswer } from '../http/error-answer.js'
import type { Desk } from '../look/desk.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'
import type { LetterLocks } from './letter-locks.js'

/** At once; each holds a queue. */
const MOST_RUNNING = 8
/** Those that have ended and are still told of. */
const MOST_KEPT = 50
/** Letters may go by thousands a second: the page is told this often. */
const TELL_EVERY_MS = 200

export interface OperationRequest {
  readonly kind: 'redrive' | 'purge'
  /** The dead letter queue. */
  readonly queue: string
  readonly filter: LetterFilter
  readonly user: string | undefined
  readonly ratePerSecond: number | undefined
}

interface Operation {
  view: OperationView
  readonly stopping: AbortController
  ended: Promise<void>
  toldMs: number
}

/** Redrives and purges: they go on when the page is closed, and can be stopped. */
export class Operations {
  readonly #desk: Desk
  readonly #locks: LetterLocks
  readonly #operations = new Map<string, Operation>()
  readonly #listeners = new Set<(operation: OperationView) => void>()

  constructor(desk: Desk, locks: LetterLocks) {
    this.#desk = desk
    this.#locks = locks
  }

  /** The newest first. */
  get views(): readonly OperationView[] {
    return [...this.#operations.values()].map(({ view }) => view).reverse()
  }

  on(listener: (operation: OperationView) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The one that holds the letters of a queue. */
  onQueue(queue: string): OperationView | undefined {
    return this.views.find((view) => view.queue === queue && view.state === 'running')
  }

  /** @throws Refusal `busy`, `conflict` */
  start(request: OperationRequest): OperationView {
    const { kind, queue, user } = request
    const running = this.views.filter(({ state }) => state === 'running')
    if (this.onQueue(queue)) throw new Refusal('conflict', texts.lettersBusy({ queue }))
    if (running.length >= MOST_RUNNING) throw new Refusal('busy', texts.tooManyOperations())
    const operation: Operation = {
      view: {
        id: randomUuid(),
        ...{ kind, queue, user: user ?? null, state: 'running' },
        ...{ startedAt: new Date().toISOString(), endedAt: null },
        ...{ visited: 0, total: null, done: 0, unreadable: 0, error: null },
      },
      stopping: new AbortController(),
      ended: Promise.resolve(),
      toldMs: 0,
    }
    this.#operations.set(operation.view.id, operation)
    operation.ended = this.#run(operation, request)
    this.#tell(operation)
    return operation.view
  }

  /** @throws Refusal `not_found`, `conflict` */
  async stop(id: string): Promise<OperationView> {
    const operation = this.#operations.get(id)
    if (!operation) throw new Refusal('not_found', texts.noOperation({ id }))
    if (operation.view.state !== 'running')
      throw new Refusal('conflict', texts.operationOver({ id }))
    operation.stopping.abort()
    await operation.ended
    return operation.view
  }

  async close(): Promise<void> {
    const running = [...this.#operations.values()]
    for (const { stopping } of running) stopping.abort()
    await Promise.all(running.map(({ ended }) => ended))
  }

  async #run(operation: Operation, request: OperationRequest): Promise<void> {
    const { signal } = operation.stopping
    try {
      await this.#desk.client()
      const isFound = await this.#locks.hold(request.queue, () => this.#perform(operation, request))
      if (!isFound) throw new Refusal('not_found', texts.noQueue({ queue: request.queue }))
      this.#end(operation, signal.aborted ? 'stopped' : 'done', null)
    } catch (error) {
      const language: Language = 'en'
      this.#end(operation, 'failed', errorAnswer(error, language).answer.error.message)
    }
  }

  /** @returns whether there is such a queue */
  async #perform(operation: Operation, request: OperationRequest): Promise<boolean> {
    const {
      transport,
      codecs,
    }: { transport: Desk['settings']['transport']; codecs: readonly Codec[] } = this.#desk.settings
    const { kind, queue, filter, ratePerSecond } = request
    const add = (change: Partial<OperationView>): void => {
      operation.view = { ...operation.view, ...change }
      this.#tell(operation)
    }
    const work = {
      ...{ transport, filter, codecs, signal: operation.stopping.signal },
      onProgress: (visited: number, total: number): void => add({ visited, total }),
    }
    if (kind === 'redrive') {
      const redriven = await redriveLetters(
        {
          ...work,
          pace:
            ratePerSecond === undefined
              ? undefined
              : createPace(ratePerSecond, operation.stopping.signal),
          onLetter: (what) =>
            what === 'redriven'
              ? add({ done: operation.view.done + 1 })
              : add({ unreadable: operation.view.unreadable + 1 }),
        },
        queue,
      )
      return redriven !== undefined
    }
    const onLetter = (): void => add({ done: operation.view.done + 1 })
    const { entries } = this.#desk.settings.resultStore ?? {}
    const dropped = await dropLetters({ ...work, onLetter, entries }, queue)
    if (dropped !== undefined) add({ done: dropped })
    return dropped !== undefined
  }

  #end(operation: Operation, state: OperationView['state'], error: string | null): void {
    operation.view = { ...operation.view, state, error, endedAt: new Date().toISOString() }
    const ended = [...this.#operations].filter(([, { view }]) => view.state !== 'running')
    for (const [id] of ended.slice(0, Math.max(ended.length - MOST_KEPT, 0))) {
      this.#operations.delete(id)
    }
    operation.toldMs = 0
    this.#tell(operation)
  }

  #tell(operation: Operation): void {
    const nowMs = Date.now()
    if (nowMs - operation.toldMs < TELL_EVERY_MS) return
    operation.toldMs = nowMs
    for (const listener of this.#listeners) listener(operation.view)
  }
}
