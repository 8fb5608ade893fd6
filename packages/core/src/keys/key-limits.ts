import * as v from 'valibot'

import type { EntryStore } from '../ports/entry-store.js'
import type { OutgoingMessage } from '../ports/transport.js'
import { mustBe } from '../rules/must-be.js'
import { follows } from '../rules/rule.js'
import { countSchema, parseSettings } from '../settings/settings.js'
import { keyRule, limitNameRule } from '../task/key-concurrency.js'
import type { Clock } from '../time/clock.js'
import { pause } from '../time/pause.js'
import { type KeyName, limitGroupOf } from './key-group.js'
import { KeyLedger } from './key-ledger.js'
import { waitingIn } from './line-state.js'
import { CLIENT_LEASES, limitOf } from './line-steps.js'
import { LIMITS_VIEW_MS, type SetEntry, SetLimits, writeLimit } from './set-limits.js'

/** How a key stands: see `concurrency` of a task. */
export interface KeyStatus {
  /** The name of the limit: that of the task, unless it has another one. */
  readonly name: string
  readonly key: string
  /** Jobs that workers hold: they run, or wait for a slot. */
  readonly running: number
  /** Jobs whose turn it is and whose message is on its way, or that wait for their next try in a strict order. */
  readonly coming: number
  /** Jobs in the line of the key. */
  readonly waiting: number
  /** The most that run at once now; absent: as many as the rate lets begin. */
  readonly limit?: number | undefined
  /** The limit was set while workers ran, and is not the task's own. */
  readonly isSet: boolean
}

const nameEntry = v.pipe(v.string(mustBe.text), follows(limitNameRule))
const keyEntry = v.optional(v.pipe(v.string(mustBe.text), follows(keyRule)))

const setSchema = v.strictObject({
  name: nameEntry,
  key: v.pipe(keyEntry, v.description('The key. Absent: all that have no limit of their own.')),
  limit: v.pipe(
    countSchema(0),
    v.description('The most jobs of a key that run at once. 0: none begins.'),
    v.metadata({ unit: 'jobs' }),
  ),
})

const resetSchema = v.strictObject({ name: nameEntry, key: keyEntry })
const listSchema = v.strictObject({ name: v.optional(nameEntry) })

interface KeyLimitsParts {
  readonly entries: EntryStore
  readonly clock: Clock
  /** Sends the messages of those that may run from now on. */
  readonly publish: (message: OutgoingMessage) => Promise<void>
}

/** The limits of keys, changed while workers run, and how the keys stand. */
export class KeyLimits {
  readonly #parts: KeyLimitsParts

  /** @internal */
  constructor(parts: KeyLimitsParts) {
    this.#parts = parts
  }

  /**
   * Sets how many jobs of a key run at once, for all workers, from now on and until {@link reset}: of one key, or of all
   * that have no limit of their own. It takes a second: when this resolves all workers heed it, and jobs that may run by the
   * new limit are on their way. What runs goes on. In a strict order a limit above 1 counts as 1.
   * @param name the name of the limit: that of the task, unless its `concurrency` has another one
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming what is wrong; ResultStoreError when the store fails
   *
   * @example
   * ```ts
   * await client.limits.set('import_file', { key: 'acme', limit: 5 })
   * await client.limits.set('import_file', { limit: 0 }) // nobody else begins
   * ```
   */
  async set(
    name: string,
    target: { readonly key?: string | undefined; readonly limit: number },
  ): Promise<void> {
    const given = parseSettings('limit', setSchema, { ...target, name })
    await this.#change(given, { limit: given.limit })
  }

  /**
   * Ends a {@link set} of the same target: the tasks' own limit holds again; of a key, what was set for all of them.
   * @throws as {@link set}
   */
  async reset(name: string, target: { readonly key?: string | undefined } = {}): Promise<void> {
    await this.#change(parseSettings('limit', resetSchema, { ...target, name }), undefined)
  }

  /**
   * The keys that have jobs running or waiting at the moment, of one limit or of all, in no particular order.
   * @throws as {@link set}
   */
  async *list(name?: string): AsyncGenerator<KeyStatus, void, undefined> {
    const given = parseSettings('limit', listSchema, name === undefined ? {} : { name })
    const ledger = this.#ledger()
    const limits = new Map<string, SetLimits>()
    for await (const found of ledger.keys(given.name)) {
      const known = limits.get(found.limit)
      const set = known ?? (await SetLimits.read(this.#parts.entries, found.limit))
      limits.set(found.limit, set)
      const status = await this.#look(ledger, found, set)
      if (status) yield status
    }
  }

  async #look(ledger: KeyLedger, name: KeyName, set: SetLimits): Promise<KeyStatus | undefined> {
    const line = await ledger.look(name)
    const nowMs = await this.#parts.entries.now(limitGroupOf(name.limit))
    const places = line.places.filter(({ untilMs }) => untilMs > nowMs)
    const running = places.filter(({ token }) => token !== undefined).length
    const waiting = waitingIn(line)
    if (places.length + waiting === 0) return undefined
    const own = set.of(name.key)
    const limit = limitOf(line, own)
    return {
      ...{ name: name.limit, key: name.key, running, coming: places.length - running, waiting },
      ...{ limit: Number.isFinite(limit) ? limit : undefined, isSet: own !== undefined },
    }
  }

  async #change(
    { name, key }: { readonly name: string; readonly key?: string | undefined },
    set: SetEntry | undefined,
  ): Promise<void> {
    await writeLimit(this.#parts.entries, { limit: name, key }, set)
    // By then nobody decides by what he saw before.
    await pause(LIMITS_VIEW_MS, { clock: this.#parts.clock })
    const ledger = this.#ledger()
    const tend = async (found: KeyName): Promise<void> => {
      const { published } = await ledger.take(found, { kind: 'tend' })
      await published
    }
    if (key !== undefined) return tend({ limit: name, key })
    for await (const found of ledger.keys(name)) await tend(found)
  }

  /** A new one each time: it sees what was set a moment ago. */
  #ledger(): KeyLedger {
    const { entries, clock, publish } = this.#parts
    return new KeyLedger({
      ...{ entries, clock, leases: CLIENT_LEASES, random: Math.random },
      publish: async (message) => {
        await publish(message)
        return true
      },
    })
  }
}
