import {
  EVERY_LETTER,
  type Letter,
  type LetterFilter,
  letterGroupsJson,
  letterJson,
  readLetters,
  readWholeLetters,
} from '@arq/admin'

import type {
  DeadLetterQueueView,
  DeadLettersView,
  LetterDetails,
  LetterDetailsView,
} from '../contract/dead-letters.js'
import { asWire } from '../look/as-wire.js'
import type { Desk } from '../look/desk.js'
import type { OverviewLook } from '../look/overview.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'
import type { LetterLocks } from './letter-locks.js'

/** Parts of the time in which failures are counted. */
const PARTS = 24

export interface LettersLookParts {
  readonly desk: Desk
  readonly overview: OverviewLook
  readonly locks: LetterLocks
  /** Id of what holds the letters of a queue at the moment. */
  readonly heldBy: (queue: string) => string | undefined
}

export interface LettersAsked {
  readonly queue: string | undefined
  readonly filter: LetterFilter
  /** How many letters of each queue are told one by one; 0: none. */
  readonly each: number
}

/** What lies in dead letter queues. Takes nothing out. */
export class LettersLook {
  readonly #parts: LettersLookParts

  constructor(parts: LettersLookParts) {
    this.#parts = parts
  }

  async list({ queue, filter, each }: LettersAsked): Promise<DeadLettersView> {
    const names = queue === undefined ? await this.#allQueues() : [this.queueOf(queue)]
    const views: DeadLetterQueueView[] = []
    for (const name of names) {
      const view = await this.#listQueue(name, filter, each)
      if (view) views.push(view)
      else if (queue !== undefined) throw new Refusal('not_found', texts.noQueue({ queue: name }))
    }
    return { queues: views }
  }

  async show(queue: string, jobId: string): Promise<LetterDetailsView> {
    const { desk, locks, heldBy } = this.#parts
    const { transport, codecs, encryption, payloads } = desk.settings
    const payloadStore = payloads?.store
    const name = this.queueOf(queue)
    if (heldBy(name) !== undefined)
      throw new Refusal('conflict', texts.lettersBusy({ queue: name }))
    await desk.client()
    const filter = { ...EVERY_LETTER, ids: [jobId] }
    const letters = await locks.hold(name, () =>
      readWholeLetters({ transport, filter, codecs, encryption, payloadStore }, name),
    )
    if (!letters) throw new Refusal('not_found', texts.noQueue({ queue: name }))
    if (letters.length === 0) {
      throw new Refusal('not_found', texts.noLetter({ id: jobId, queue: name }))
    }
    // What `redacted` changes are values, each to a text.
    return { letters: letters.map((letter) => asWire(desk.redacted(letter)) as LetterDetails) }
  }

  /** The dead letter queue that is meant: whoever names one means it. */
  queueOf(given: string): string {
    const { transport, dlqName } = this.#parts.desk.settings
    if (given === dlqName || given.endsWith('.dlq')) return given
    return dlqName ?? transport.deadLetterQueueOf(given)
  }

  async #allQueues(): Promise<readonly string[]> {
    const { desk, overview } = this.#parts
    const names = await overview.queueNames()
    const { transport, dlqName } = desk.settings
    return [...new Set(names.map((name) => dlqName ?? transport.deadLetterQueueOf(name)))]
  }

  async #listQueue(
    name: string,
    filter: LetterFilter,
    each: number,
  ): Promise<DeadLetterQueueView | undefined> {
    const { desk, locks, heldBy } = this.#parts
    const { transport, codecs } = desk.settings
    await desk.client()
    const busyWith = heldBy(name)
    if (busyWith !== undefined) {
      const total = (await transport.queueInfo(name))?.ready ?? 0
      return { name, total, matched: 0, groups: [], busyWith }
    }
    const found = await locks.hold(name, () => readLetters({ transport, filter, codecs }, name))
    if (!found) return undefined
    const { total, letters } = found
    const told = each === 0 ? {} : { letters: letters.slice(-each).reverse().map(letterJson) }
    return { name, total, matched: letters.length, groups: groupsOf(letters, Date.now()), ...told }
  }
}

/** With what each failed when. Pure. */
function groupsOf(letters: readonly Letter[], nowMs: number): DeadLetterQueueView['groups'] {
  const moments = letters.flatMap(({ failedAt }) => failedAt?.getTime() ?? [])
  const firstMs = moments.reduce((first, ms) => Math.min(first, ms), nowMs)
  const partMs = Math.max((nowMs - firstMs) / PARTS, 1)
  const counts = new Map<string, number[]>()
  for (const { fingerprint, failedAt } of letters) {
    if (!failedAt) continue
    const parts = counts.get(fingerprint) ?? Array.from({ length: PARTS }, () => 0)
    const part = Math.min(
      Math.max(Math.floor((failedAt.getTime() - firstMs) / partMs), 0),
      PARTS - 1,
    )
    parts[part] = (parts[part] ?? 0) + 1
    counts.set(fingerprint, parts)
  }
  return letterGroupsJson(letters).map((group) => ({
    ...group,
    overTime: counts.get(group.fingerprint) ?? Array.from({ length: PARTS }, () => 0),
  }))
}
