import type { OutgoingMessage, ResultStore, Transport } from '@arq/core'

function overriding<T extends object>(target: T, replacements: Partial<T>): T {
  return new Proxy(target, {
    get(_, key) {
      if (Object.hasOwn(replacements, key)) return Reflect.get(replacements, key) as unknown
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

/** Where the first worker dies: its call is done or not, and it hears nothing more of anything. */
export const PLACES = [
  'before the step is stored',
  'after the step is stored',
  'before the end of the sleep is stored',
  'before the suspension is stored',
  'after the suspension is stored',
  'after the copy is sent',
  'after the record is written',
] as const

export type Place = (typeof PLACES)[number]

/**
 * What a worker does before it dies, as its store and its transport see it.
 * @param die cuts it off
 * @param never what becomes of its calls from then on
 */
export function dyingAt(
  place: Place,
  die: () => Promise<unknown>,
  never = new Promise<never>(() => undefined),
) {
  const dead = new AbortController()
  const dying = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
    if (dead.signal.aborted) return never
    const at = async (when: 'before' | 'after'): Promise<void> => {
      if (dead.signal.aborted || place !== `${when} ${what}`) return
      dead.abort()
      await die()
      await never
    }
    await at('before')
    const value = await call()
    await at('after')
    return place === `after ${what}` ? never : value
  }
  return {
    store: (store: ResultStore): ResultStore => {
      const { entries } = store
      if (!entries) throw new Error('a store with entries')
      return overriding(store, {
        entries: overriding(entries, {
          write: (group, changes, options) =>
            dying(whatIsWritten(changes), () => entries.write(group, changes, options)),
        }),
        transition: (change) =>
          dying(change.record.status === 'queued' ? 'the record is written' : '', () =>
            store.transition(change),
          ),
      })
    },
    transport: (transport: Transport): Transport =>
      overriding(transport, {
        publish: (message: OutgoingMessage) =>
          dying('the copy is sent', () => transport.publish(message)),
      }),
  }
}

function whatIsWritten(changes: readonly { name: string; text: string | undefined }[]): string {
  const [change] = changes
  if (change?.name === 'step:before') return 'the step is stored'
  if (change?.name === 'step:sleep') return 'the end of the sleep is stored'
  return change?.text?.includes('"asleep":true') === true ? 'the suspension is stored' : ''
}
