import type { Delivery, ResultStore, Transport } from '@arq/core'

/**
 * Where a worker dies: at its n-th call of store or broker, or its first of a name, before that call has an effect, or
 * after it.
 */
export interface KillPoint {
  readonly call: number | string
  readonly when: 'before' | 'after'
}

/** The store and the transport of a worker that dies as a process does: nothing it does after that has an effect. */
export class Mortal {
  readonly store: ResultStore
  readonly transport: Transport
  /** What it has called, in order. */
  readonly calls: string[] = []
  /** Resolves when it dies. */
  readonly died: Promise<void>
  #isDead = false
  #die: () => void = () => undefined
  readonly #onDeath: () => void
  readonly #hanging = new Set<(error: Error) => void>()
  #isBuried = false
  readonly #point: KillPoint | undefined
  readonly #inner: Transport
  #isArmed = false

  constructor(
    store: ResultStore,
    transport: Transport,
    point: KillPoint | undefined,
    onDeath: () => void,
  ) {
    this.#point = point
    this.#onDeath = onDeath
    this.#inner = transport
    this.died = new Promise((resolve) => (this.#die = resolve))
    const entries = store.entries && this.#mortal(store.entries, 'entries')
    this.store = this.#mortal(store, 'store', (key) => (key === 'entries' ? entries : undefined))
    this.transport = new Proxy(transport, {
      get: (target, key) => {
        if (key === 'publish') return this.#guarded('publish', target.publish.bind(target))
        if (key === 'consume') {
          const consume: Transport['consume'] = (queue, options, onDelivery) =>
            target.consume(queue, options, (delivery) => {
              if (!this.#isDead) onDelivery(this.#mortalDelivery(delivery))
            })
          return consume
        }
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
  }

  /** From here on its calls count. */
  arm(): void {
    this.#isArmed = true
  }

  kill(): void {
    if (this.#isDead) return
    this.#isDead = true
    this.#onDeath()
    // The broker sees its connection go, and hands out again what it held.
    void this.#inner.close().catch(() => undefined)
    this.#die()
  }

  /** Ends what hangs in it, once nobody looks at it any more: a test is to leave nothing behind. */
  bury(): void {
    this.#isBuried = true
    for (const end of this.#hanging) end(new Error('dead'))
  }

  /** It may have died meanwhile. */
  #hasDied(): boolean {
    return this.#isDead
  }

  #never(): Promise<never> {
    if (this.#isBuried) return Promise.reject(new Error('dead'))
    return new Promise((_resolve, reject) => this.#hanging.add(reject))
  }

  #mortal<T extends object>(
    inner: T,
    name: string,
    own: (key: string) => unknown = () => undefined,
  ): T {
    return new Proxy(inner, {
      get: (target, key) => {
        const given = own(String(key))
        if (given !== undefined) return given
        const value: unknown = Reflect.get(target, key, target)
        if (typeof value !== 'function') return value
        const call = value.bind(target) as (...args: unknown[]) => unknown
        return COUNTED.has(String(key)) ? this.#guarded(`${name}.${String(key)}`, call) : call
      },
    })
  }

  #guarded<A extends unknown[]>(name: string, call: (...args: A) => unknown) {
    return async (...args: A): Promise<never> => {
      const isLast = this.#counts(name)
      if (isLast === 'before') this.kill()
      if (this.#isDead) return this.#never()
      const answer = await call(...args)
      if (isLast === 'after') this.kill()
      return this.#hasDied() ? this.#never() : (answer as never)
    }
  }

  #mortalDelivery(delivery: Delivery): Delivery {
    const settle = (name: string, how: () => void): void => {
      const isLast = this.#counts(name)
      if (isLast === 'before') this.kill()
      if (this.#isDead) return
      how()
      if (isLast === 'after') this.kill()
    }
    return new Proxy(delivery, {
      get: (target, key) => {
        if (key === 'ack') return () => settle('ack', () => target.ack())
        if (key === 'nack') {
          return (how: { requeue: boolean }) => settle('nack', () => target.nack(how))
        }
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
  }

  #counts(name: string): KillPoint['when'] | undefined {
    if (!this.#isArmed || this.#isDead) return undefined
    this.calls.push(name)
    const at = this.#point?.call
    return this.calls.length === at || name === at ? this.#point?.when : undefined
  }
}

/** The calls that change or decide something. */
const COUNTED: ReadonlySet<string> = new Set([
  'announce',
  'create',
  'replaceClaim',
  'transition',
  'transitionMany',
  'begin',
  'get',
  'read',
  'write',
])
