import type { ConsumeOptions, Delivery, ResultStore, Transport } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'

/** Called around each line of a process that others can see: what it sends, stores and settles. */
export interface Lines {
  /** @returns whether the process lives on: else nothing more of it happens */
  before?(line: string): boolean | Promise<boolean>
  after?(line: string): boolean | Promise<boolean>
}

interface ProcessParts {
  readonly transport: Transport
  readonly store: ResultStore
  /** Its connection to the broker is gone for good. */
  readonly cut: () => void
}

/** Transport and store of one process, which end with it. */
export class MortalProcess {
  readonly transport: Transport
  readonly store: ResultStore
  readonly #cut: () => void
  readonly #lines: Lines
  readonly #burial = new AbortController()
  #isOver = false

  constructor({ transport, store, cut }: ProcessParts, lines: Lines) {
    this.#cut = cut
    this.#lines = lines
    this.transport = instead(transport, {
      publish: this.#lined('publish', transport.publish.bind(transport)),
      consume: (
        queueName: string,
        options: ConsumeOptions,
        onDelivery: (delivery: Delivery) => void,
      ) =>
        transport.consume(queueName, options, (delivery) => {
          const ack = delivery.ack.bind(delivery)
          const acknowledge = this.#lined('ack', async () => ack())
          // What becomes of a delivery whose process is gone is nobody's matter.
          delivery.ack = () => void acknowledge().catch(() => undefined)
          onDelivery(delivery)
        }),
    })
    this.store = instead(store, {
      entries: store.entries && this.#linedAll(store.entries, ['read', 'write']),
      ...this.#linedMethods(store, ['transition', 'transitionMany', 'begin']),
    })
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** As a process that is killed. */
  lose(): void {
    if (!this.#isOver) this.#cut()
    this.#isOver = true
  }

  /** Ends what hangs in it, once nobody looks at it any more: a test with real servers is to leave nothing behind. */
  bury(): void {
    this.lose()
    this.#burial.abort(new Error('dead'))
  }

  #lined<A extends unknown[], T>(name: string, call: (...args: A) => Promise<T>) {
    return async (...args: A): Promise<T> => {
      if (!(await this.#lives('before', name))) return this.#never()
      const done = await call(...args)
      return (await this.#lives('after', name)) ? done : this.#never()
    }
  }

  #never(): Promise<never> {
    const { signal } = this.#burial
    return new Promise((_resolve, reject) => {
      const end = (): void => reject(signal.reason as Error)
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    })
  }

  async #lives(side: 'before' | 'after', name: string): Promise<boolean> {
    if (this.#isOver || (await this.#lines[side]?.(name)) === false) this.lose()
    return !this.#isOver
  }

  #linedAll<T extends object>(target: T, names: readonly (keyof T & string)[]): T {
    return instead(target, this.#linedMethods(target, names))
  }

  #linedMethods<T extends object>(target: T, names: readonly (keyof T & string)[]): Partial<T> {
    const methods = names.flatMap((name) => {
      const method = target[name] as ((...args: unknown[]) => Promise<unknown>) | undefined
      return method ? [[name, this.#lined(name, method.bind(target))] as const] : []
    })
    return Object.fromEntries(methods) as Partial<T>
  }
}

/** An object with others of its members, whatever private ones it has. */
function instead<T extends object>(target: T, members: Partial<Record<keyof T, unknown>>): T {
  return new Proxy(target, {
    get(_target, key) {
      if (key in members) return Reflect.get(members, key) as unknown
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

/** Ends a process before or after its nth line; notes its lines. */
export class Death {
  readonly lines: string[] = []
  onDeath: () => void = () => undefined
  readonly #at: number
  readonly #side: 'before' | 'after' | undefined

  constructor(at = Infinity, side?: 'before' | 'after') {
    this.#at = at
    this.#side = side
  }

  get seams(): Lines {
    return {
      before: (line) => {
        this.lines.push(line)
        return this.#lives('before')
      },
      after: () => this.#lives('after'),
    }
  }

  #lives(side: 'before' | 'after'): boolean {
    const dies = side === this.#side && this.lines.length === this.#at
    if (dies) this.onDeath()
    return !dies
  }
}

const SIDES = ['before', 'after'] as const

/** Each line of a process, and both its sides. */
export const allCellsOf = (lines: readonly string[]) =>
  lines.flatMap((line, index) => SIDES.map((side) => ({ side, line, at: index + 1 })))

/** The same; in short, some of them. */
export const cellsOf = (lines: readonly string[]) =>
  allCellsOf(lines).filter((_cell, index) => isFullRun || index % SHORT_STEP === 0)

/** Coprime to the two sides. */
const SHORT_STEP = 5
