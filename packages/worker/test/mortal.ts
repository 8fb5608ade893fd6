import type { EntryStore, ResultStore, Transport } from '@arq/core'

/** What a process uses, and the end of the process: from then on nothing that it does reaches anybody. */
export interface Mortal {
  readonly transport: Transport
  readonly store: ResultStore
  readonly isDead: boolean
  /** Dies at the `calls`-th call from now: before it is made, or when it was made and before its answer. */
  dieAt(calls: number, when: 'before' | 'after'): void
}

/**
 * A transport and a store for a worker that can be killed between any two calls.
 * @param onDeath whatever others notice of it: its connection is gone
 */
export function mortal(transport: Transport, store: ResultStore, onDeath: () => void): Mortal {
  let isDead = false
  let left = Infinity
  let dies: 'before' | 'after' = 'before'
  const never = new Promise<never>(() => undefined)
  const die = (): void => {
    if (isDead) return
    isDead = true
    onDeath()
  }
  const guarded =
    (call: (...args: unknown[]) => unknown) =>
    (...args: unknown[]): unknown => {
      if (isDead) return never
      left -= 1
      if (left === 0 && dies === 'before') {
        die()
        return never
      }
      const answer = call(...args)
      if (left > 0) return answer instanceof Promise ? answer.then(unlessDead) : answer
      const dead = Promise.resolve(answer).then(die, die)
      return dead.then(() => never)
    }
  const unlessDead = <T>(value: T): T | Promise<never> => (isDead ? never : value)
  const wrapped = <T extends object>(target: T, names: readonly string[]): T =>
    new Proxy(target, {
      get(inner, key) {
        const value: unknown = Reflect.get(inner, key, inner)
        if (key === 'entries') return wrapped(value as EntryStore, ENTRY_CALLS)
        if (typeof value !== 'function') return value
        const call = (...args: unknown[]): unknown => Reflect.apply(value, inner, args)
        return names.includes(String(key)) ? guarded(call) : call
      },
    })
  return {
    transport: wrapped(transport, ['publish', 'broadcast']),
    store: wrapped(store, STORE_CALLS),
    get isDead() {
      return isDead
    },
    dieAt(calls, when) {
      left = calls
      dies = when
    },
  }
}

const STORE_CALLS = [
  'get',
  'getStatus',
  'getMany',
  'transition',
  'transitionMany',
  'begin',
  'stoppedJobs',
]
const ENTRY_CALLS = ['read', 'readMany', 'write', 'groups', 'now']
