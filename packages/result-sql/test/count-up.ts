import { type EntryStore, isArqError } from '@arq/core'

const KEPT = { ttlMs: 600_000 }

/** Both entries have been counted up together each time, or nobody has been told so. */
export async function countersIn(store: EntryStore, group: string): Promise<[number, number]> {
  const found = await store.read(group)
  return [Number(found.get('one')?.text ?? 0), Number(found.get('other')?.text ?? 0)]
}

/** Counts up by one in two entries at once; whoever was overtaken reads again. */
export async function countUp(store: EntryStore, group: string): Promise<void> {
  for (;;) {
    const found = await store.read(group)
    const next = String(Number(found.get('one')?.text ?? 0) + 1)
    const changes = ['one', 'other'].map((name) => ({
      ...{ name, text: next, ifVersion: found.get(name)?.version ?? null },
    }))
    if ((await store.write(group, changes, KEPT)).kind === 'written') return
  }
}

export interface CountsUnderFire {
  readonly stores: readonly EntryStore[]
  /** Breaks what is under way. */
  readonly kill: () => Promise<unknown>
}

/** Several count up while their connections are killed, until it was done often enough. */
export async function countWhileKilled({ stores, kill }: CountsUnderFire): Promise<{
  /** How often somebody was told that it was written. */
  readonly counted: number
  /** How often nobody was told anything. */
  readonly unknown: number
  /** What no call may be answered with, if any was. */
  readonly unexpected: readonly unknown[]
}> {
  const unexpected: unknown[] = []
  let counted = 0
  let unknown = 0
  let kills = 0
  const isOver = (): boolean => (kills >= 20 && counted >= 200) || unexpected.length > 0
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const count = async (store: EntryStore): Promise<void> => {
    while (!isOver()) {
      try {
        await countUp(store, 'g')
        counted += 1
      } catch (error) {
        if (!isArqError(error) || !error.retryable) unexpected.push(error)
        unknown += 1
        await turn()
      }
    }
  }
  const killAll = async (): Promise<void> => {
    while (!isOver()) {
      await kill()
      kills += 1
      const wanted = counted + 8
      while (counted < wanted && !isOver()) await turn()
    }
  }
  await Promise.all([...stores.map(count), killAll()])
  return { counted, unknown, unexpected }
}
