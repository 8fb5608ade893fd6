import type { EntryChange, EntryStore } from '../ports/entry-store.js'
import { idEntry } from './key-group.js'
import { KnownEntries } from './known-entries.js'
import type { Asked } from './line-in-hand.js'
import { doubtful, silentIn } from './line-steps.js'
import type { DecidedTurn } from './line-turn.js'
import { type PoolCircumstances, PoolInHand } from './pool-in-hand.js'
import { decodePool, encodePool, isPoolIdle, keyEntry, POOL_ENTRY } from './pool-state.js'

/** What is wanted of the line of a key in a pool; without a key, of the pool: what is due of it. */
export interface PoolAsked extends Asked {
  readonly key: string | undefined
}

/** Stopped keys that are looked at in one turn, whether they may run again. */
export const STOPPED_AT_ONCE = 100

/**
 * Reads a pool and what is needed of its keys, and decides what becomes of all that is asked of them; writes nothing. The
 * version of the entry of the pool guards all of it: each write changes that one.
 */
export async function decidePoolTurn(
  entries: EntryStore,
  group: string,
  asked: readonly PoolAsked[],
  circumstances: PoolCircumstances,
): Promise<DecidedTurn> {
  const known = new KnownEntries(entries, group)
  await known.read([POOL_ENTRY, ...asked.flatMap(namesOf)])
  const before = known.found.get(POOL_ENTRY)
  const pool = decodePool(before?.text)
  const inHand = new PoolInHand(pool, known, circumstances)

  const suspects = new Set(doubtful(pool, circumstances))
  const due = pool.places.filter((place) => suspects.has(place) || isOver(place.untilMs))
  await inHand.renewSent(due)
  for (const [at, { key, ...each }] of asked.entries()) {
    if (key !== undefined) await inHand.take(key, each, at)
  }
  if (asked.some(({ key }) => key === undefined)) {
    await inHand.hold(pool.places.map(({ key }) => key))
    await inHand.restart(STOPPED_AT_ONCE)
  }
  const isUnfinished = await inHand.giveAll()
  return { ...decided(), isUnfinished }

  function isOver(untilMs: number): boolean {
    return untilMs <= circumstances.time.earliestMs
  }

  function decided(): DecidedTurn {
    const after = inHand.state()
    const answers = inHand.answers()
    const text = isPoolIdle(after) ? undefined : encodePool(after)
    const changes: EntryChange[] = [...inHand.texts()].map(([name, changed]) => ({
      name,
      text: changed,
    }))
    if (text !== before?.text || changes.length > 0) {
      changes.push({ name: POOL_ENTRY, text, ifVersion: before?.version ?? null })
    }
    const isNeeded = after.waiting > 0 || after.places.some(({ number }) => number !== undefined)
    const untilMs = Math.max(0, ...after.places.map((place) => place.untilMs))
    return {
      putOffs: [],
      answers: asked.map(({ key }, at) =>
        key === undefined ? 'done' : (answers.get(at) ?? 'lost'),
      ),
      ...{ given: inHand.given(), changes, neededUntilMs: isNeeded ? 'forever' : untilMs },
      look: {
        waiting: after.waiting,
        silent: silentIn({ places: after.places, isStrict: false }, circumstances),
      },
    }
  }
}

function namesOf({ key, step }: PoolAsked): readonly string[] {
  if (key === undefined) return []
  const isNew = step.kind === 'enter' || step.kind === 'append'
  return isNew ? [keyEntry(key), idEntry(step.messageId)] : [keyEntry(key)]
}
