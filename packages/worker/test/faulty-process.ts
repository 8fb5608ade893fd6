import type { Delivery, EntryStore, ResultStore, Transport } from '@arq/core'
import { ResultStoreConnectionError } from '@arq/core'
import { errorTexts } from '@arq/core/internal'

/** What goes wrong at a call: it is refused, or done and not answered; the process dies before it, or after it. */
export const MISHAPS = ['fail before', 'fail after', 'kill before', 'kill after'] as const
export type Mishap = (typeof MISHAPS)[number]

const STORE_STEPS = ['create', 'begin', 'transition', 'transitionMany'] as const
const ENTRY_STEPS = ['read', 'write'] as const

const lost = (): Error =>
  Object.assign(new Error('cut'), {
    code: 'ARQ_CONNECTION_LOST',
    retryable: true,
    [Symbol.for('arq.error')]: true,
  })

const storeLost = (): Error =>
  new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: errorTexts.closed({ what: 'x' }),
  })

/** The calls of one process, of which one goes wrong: what is counted from 1 are those that change or decide something. */
export class FaultyProcess {
  /** What the calls were, in order. */
  readonly steps: string[] = []
  readonly #at: number
  readonly #mishap: Mishap
  readonly #onDeath: (() => void)[] = []
  readonly #hanging: (() => void)[] = []
  #died: 'no' | 'yes' = 'no'
  #isArmed = false

  constructor(at: number, mishap: Mishap) {
    this.#at = at
    this.#mishap = mishap
  }

  get isDead(): boolean {
    return this.#died === 'yes'
  }

  /** From now on calls are counted. */
  arm(): void {
    this.#isArmed = true
  }

  onDeath(listener: () => void): void {
    this.#onDeath.push(listener)
  }

  /** Whatever hangs is let go, so that a test can clean up. */
  bury(): void {
    for (const end of this.#hanging.splice(0)) end()
  }

  store<S extends ResultStore>(inner: S): S {
    const entries =
      inner.entries && this.#wrapped<EntryStore>(inner.entries, ENTRY_STEPS, storeLost)
    return this.#wrapped<S>(inner, STORE_STEPS, storeLost, (name) =>
      name === 'entries' ? { value: entries } : undefined,
    )
  }

  /** @param cut ends its connection, as the end of its process would */
  transport<T extends Transport>(inner: T, cut: (transport: T) => unknown): T {
    this.onDeath(() => void cut(inner))
    return this.#wrapped<T>(inner, ['publish'], lost, (name) =>
      name === 'consume'
        ? {
            value: (...[queue, options, accept]: Parameters<Transport['consume']>) =>
              inner.consume(queue, options, (delivery) => {
                if (!this.isDead) accept(this.#delivery(delivery))
              }),
          }
        : undefined,
    )
  }

  #delivery(inner: Delivery): Delivery {
    return new Proxy(inner, {
      get: (target, name) => {
        if (name === 'receipt') return undefined
        if (name === 'ack') return () => this.#ack(target)
        const member: unknown = Reflect.get(target, name, target)
        return typeof member === 'function'
          ? (...args: unknown[]): unknown => Reflect.apply(member, target, args)
          : member
      },
    })
  }

  /** An acknowledgement is not answered: one that fails is one that is lost with its process. */
  #ack(delivery: Delivery): void {
    const isIt = this.#isNext('ack')
    if (isIt && this.#mishap !== 'kill after') this.#die()
    if (this.isDead) return
    delivery.ack()
    if (isIt) this.#die()
  }

  #wrapped<T extends object>(
    inner: T,
    steps: readonly string[],
    toError: () => Error,
    other: (name: string | symbol) => { readonly value: unknown } | undefined = () => undefined,
  ): T {
    return new Proxy(inner, {
      get: (target, name) => {
        const replaced = other(name)
        if (replaced) return replaced.value
        const member: unknown = Reflect.get(target, name, target)
        if (typeof member !== 'function') return member
        const call = (...args: unknown[]): unknown => Reflect.apply(member, target, args)
        return steps.includes(String(name))
          ? (...args: unknown[]) => this.#step(String(name), () => call(...args), toError)
          : (...args: unknown[]) => (this.isDead ? this.#hang() : call(...args))
      },
    })
  }

  async #step(name: string, call: () => unknown, toError: () => Error): Promise<unknown> {
    if (this.isDead) return this.#hang()
    if (!this.#isNext(name)) {
      return this.#told(await call())
    }
    switch (this.#mishap) {
      case 'fail before':
        throw toError()
      case 'fail after':
        await call()
        throw toError()
      case 'kill before':
        this.#die()
        return this.#hang()
      case 'kill after':
        await call()
        this.#die()
        return this.#hang()
    }
  }

  /** Nobody hears the answer of a call whose process has died meanwhile. */
  #told(answer: unknown): unknown {
    return this.isDead ? this.#hang() : answer
  }

  #isNext(name: string): boolean {
    if (!this.#isArmed || this.isDead) return false
    this.steps.push(name)
    return this.steps.length === this.#at
  }

  #die(): void {
    this.#died = 'yes'
    for (const listener of this.#onDeath) listener()
  }

  #hang(): Promise<never> {
    return new Promise((_resolve, reject) => this.#hanging.push(() => reject(storeLost())))
  }
}
