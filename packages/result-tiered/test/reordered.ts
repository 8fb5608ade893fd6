import type { ResultStore } from '@arq/core'

/** Turns of the event loop that a call spends on its way, at most. */
const LONGEST_WAY = 6

/** A store far away: calls arrive there, and answers here, in another order than they left. */
export function reordered<S extends ResultStore>(store: S, random: () => number): S {
  const travel = async (): Promise<void> => {
    for (let turns = Math.floor(random() * LONGEST_WAY); turns > 0; turns -= 1) {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return TRAVELS.has(name)
        ? async (...args: unknown[]): Promise<unknown> => {
            await travel()
            const answer: unknown = await Reflect.apply(member, target, args)
            await travel()
            return answer
          }
        : (...args: unknown[]): unknown => Reflect.apply(member, target, args)
    },
  })
}

const TRAVELS: ReadonlySet<string | symbol> = new Set<keyof ResultStore>([
  'begin',
  'create',
  'delete',
  'get',
  'getMany',
  'getStatus',
  'transition',
  'transitionMany',
])
