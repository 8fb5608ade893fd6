import * as v from 'valibot'

import type { EntryStore } from '../ports/entry-store.js'
import type { OutgoingMessage } from '../ports/transport.js'
import { mustBe, said } from '../rules/must-be.js'
import { follows } from '../rules/rule.js'
import { countSchema, parseSettings } from '../settings/settings.js'
import { keyRule, limitNameRule, MOST_TOTAL, weightSchema } from '../task/key-concurrency.js'
import { type Rate, rateRuleOf, rateSchema } from '../task/key-rate.js'
import type { Clock } from '../time/clock.js'
import { pause } from '../time/pause.js'
import { type KeyName, limitGroupOf, poolGroupOf } from './key-group.js'
import { KeyLedger } from './key-ledger.js'
import { keyTexts } from './key-texts.js'
import { type LineState, waitingIn } from './line-state.js'
import { CLIENT_LEASES } from './line-step.js'
import { isPutOff, limitOf } from './line-steps.js'
import { readPool, stoppedIn } from './pool-look.js'
import { STOPPED_AT_ONCE } from './pool-turn.js'
import { type RateStatus, rateStatus } from './rate-status.js'
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
  /** The limit, or the weight, was set while workers ran, and is not the task's own. */
  readonly isSet: boolean
  /** Where the keys share a total: how many of its jobs begin while one of a key of weight 1 does. */
  readonly weight?: number
  /** Where the keys share a total: the most jobs of all of them that run at once now. */
  readonly total?: number
  /** How its rate stands; absent: it has none. */
  readonly rate?: RateStatus | undefined
}

const nameEntry = v.pipe(v.string(mustBe.text), follows(limitNameRule))
const keyEntry = v.optional(v.pipe(v.string(mustBe.text), follows(keyRule)))

const setFields = v.strictObject({
  name: nameEntry,
  key: v.pipe(keyEntry, v.description('The key. Absent: all that have no limit of their own.')),
  limit: v.pipe(
    v.optional(countSchema(0)),
    v.description('The most jobs of a key that run at once. 0: none begins.'),
    v.metadata({ unit: 'jobs' }),
  ),
  weight: v.pipe(
    v.optional(weightSchema),
    v.description('Of a key that shares a total with others: its share of the places, from 1.'),
  ),
  total: v.pipe(
    v.optional(countSchema(0, MOST_TOTAL)),
    v.description('The most jobs of all keys that run at once. 0: none begins.'),
    v.metadata({ unit: 'jobs' }),
  ),
  rate: v.pipe(
    v.optional(rateSchema),
    v.description('How many runs of a key begin in a span of time, and what they may use.'),
  ),
})

const setSchema = v.pipe(
  setFields,
  v.check(
    ({ limit, weight, total, rate }) => (limit ?? weight ?? total ?? rate) !== undefined,
    said(keyTexts.nothingToSet()),
  ),
  v.check(
    ({ key, total }) => key === undefined || total === undefined,
    said(keyTexts.totalOfAKey()),
  ),
  v.check(
    ({ key, weight }) => key !== undefined || weight === undefined,
    said(keyTexts.weightWithoutKey()),
  ),
)

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
   * that have no limit of their own. Where keys share a total, also the weight of a key, and the total. It takes a second:
   * when this resolves all workers heed it, and jobs that may run by it are on their way. What runs goes on. In a strict
   * order a limit above 1 counts as 1. What is not named stays as it was set.
   * @param name the name of the limit: that of the task, unless its `concurrency` has another one
   * @param target
   *   - `limit`: from 0: none begins. Of `key`, or of all that have no limit of their own
   *   - `weight`: of `key`, from 1 to 100
   *   - `total`: of all keys together, from 0 to 1000
   *   - `rate`: as `limit`, of tasks that have a rate
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming what is wrong; ResultStoreError when the store fails
   *
   * @example
   * ```ts
   * await client.limits.set('import_file', { key: 'acme', limit: 5 })
   * await client.limits.set('import_file', { limit: 0 }) // nobody else begins
   * await client.limits.set('render', { key: 'acme', weight: 3 })
   * await client.limits.set('render', { total: 80 })
   * ```
   */
  async set(
    name: string,
    target: {
      readonly key?: string | undefined
      readonly limit?: number | undefined
      readonly weight?: number | undefined
      readonly total?: number | undefined
      readonly rate?: Rate | undefined
    },
  ): Promise<void> {
    const given = parseSettings('limit', setSchema, { ...target, name })
    const { key, limit, weight, total } = given
    const rate = given.rate && rateRuleOf(given.rate)
    await this.#change({ name, key }, { limit, weight, total, rate })
  }

  /**
   * Ends each {@link set} of the same target: what the tasks say holds again; of a key, what was set for all of them.
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
    for (const limit of await ledger.pools(given.name)) {
      const set = await SetLimits.read(this.#parts.entries, limit)
      yield* this.#lookAtPool(limit, set)
    }
  }

  async #look(ledger: KeyLedger, name: KeyName, set: SetLimits): Promise<KeyStatus | undefined> {
    const line = await ledger.look(name)
    const own = set.of(name.key)
    const counts = await this.#count(line, name.limit)
    if (!counts) return undefined
    const limit = limitOf(line, own)
    const nowMs = await this.#parts.entries.now(limitGroupOf(name.limit))
    const rate = rateStatus(line, { nowMs, setRate: set.rateOf(name.key) })
    return {
      ...{ name: name.limit, key: name.key, ...counts },
      ...{ limit: Number.isFinite(limit) ? limit : undefined, isSet: own !== undefined },
      ...(rate && { rate }),
    }
  }

  async *#lookAtPool(name: string, set: SetLimits): AsyncGenerator<KeyStatus, void, undefined> {
    const { entries } = this.#parts
    for await (const { key, line, weight, total: own } of readPool(entries, poolGroupOf(name))) {
      const counts = await this.#count(line, name)
      if (!counts) continue
      const total = set.total ?? own
      const limit = set.of(key)
      const setWeight = set.weightOf(key)
      yield {
        ...{ name, key, ...counts, total, weight: setWeight ?? weight },
        limit: Math.min(limit ?? line.limit, total),
        isSet: (limit ?? setWeight ?? set.total) !== undefined,
      }
    }
  }

  /** `undefined`: nothing runs, and nothing waits. */
  async #count(
    line: Pick<LineState, 'places' | 'head' | 'tail'>,
    name: string,
  ): Promise<Pick<KeyStatus, 'running' | 'coming' | 'waiting'> | undefined> {
    const nowMs = await this.#parts.entries.now(limitGroupOf(name))
    const places = line.places.filter((place) => place.untilMs > nowMs && !isPutOff(place))
    const running = places.filter(({ token }) => token !== undefined).length
    // Those that were put off by a rate wait, too.
    const waiting = waitingIn(line) + line.places.filter(isPutOff).length
    return places.length + waiting === 0
      ? undefined
      : { running, coming: places.length - running, waiting }
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
    for (const limit of await ledger.pools(name)) {
      if (key === undefined) await this.#tendPool(ledger, limit)
      else await tend({ limit, key, isShared: true })
    }
    if (key !== undefined) return tend({ limit: name, key })
    for await (const found of ledger.keys(name)) await tend(found)
  }

  /** Keys that were stopped are looked at some at a time. */
  async #tendPool(ledger: KeyLedger, limit: string): Promise<void> {
    const stopped = await stoppedIn(this.#parts.entries, poolGroupOf(limit))
    for (let looked = 0; looked <= stopped; looked += STOPPED_AT_ONCE) {
      const { published } = await ledger.tendPool(limit)
      await published
    }
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
