import { base64Bytes, base64Text } from '#platform'

import { UnsupportedError } from '../errors/settings-errors.js'
import type { EntryStore } from '../ports/entry-store.js'
import type { PayloadStore } from '../ports/payload-store.js'
import { portTexts } from '../ports/port-texts.js'
import type { ResultStore } from '../ports/result-store.js'
import type { Lifetime } from '../time/lifetime.js'
import { payloadTexts } from './payload-texts.js'

/** As base64 within the megabyte that an entry takes, with room for what wraps it. */
const PART_BYTES = 512 * 1024
/** Written last: a payload without it is not whole. */
const HEAD = 'head'

/**
 * Keeps payloads in the entries of the result store, in parts of 512 KiB: for who has Redis or PostgreSQL and nothing else.
 * The store needs the room: in Redis they are in memory, and take a third more than their bytes. Give it the very store
 * that the client or worker has, which opens it.
 *
 * @throws UnsupportedError `ARQ_UNSUPPORTED` for a store without entries
 *
 * @example
 * ```ts
 * const resultStore = new RedisResultStore({ url })
 * const payloads = { store: resultStorePayloads(resultStore) }
 * await using client = await createClient({ transport, resultStore, payloads })
 * ```
 */
export function resultStorePayloads(store: Pick<ResultStore, 'entries'>): PayloadStore {
  if (!store.entries) {
    const text = portTexts.needsEntries({ what: payloadTexts.needsEntriesForPayloads() })
    throw new UnsupportedError(text, { missing: 'entries' })
  }
  return new ResultStorePayloads(store.entries)
}

class ResultStorePayloads implements PayloadStore {
  readonly description = 'entries of the result store'
  readonly #entries: EntryStore

  constructor(entries: EntryStore) {
    this.#entries = entries
  }

  /** The store is opened, and waited for, by those who use it. */
  ready(): Promise<void> {
    return Promise.resolve()
  }

  async put(key: string, bytes: Uint8Array, options: { readonly ttlMs: Lifetime }): Promise<void> {
    const group = groupOf(key)
    const count = Math.ceil(bytes.length / PART_BYTES)
    const isThere = (await this.#count(group)) === count
    // One that is whole only has to live longer: each write of a group renews all of it.
    for (let part = 0; part < count && !isThere; part += 1) {
      const text = JSON.stringify(
        base64Text(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)),
      )
      await this.#entries.write(group, [{ name: partName(part), text }], options)
    }
    await this.#entries.write(group, [{ name: HEAD, text: JSON.stringify({ count }) }], options)
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const group = groupOf(key)
    const count = await this.#count(group)
    if (count === undefined) return undefined
    const parts: Uint8Array[] = []
    for (let part = 0; part < count; part += 1) {
      const entry = (await this.#entries.read(group, [partName(part)])).get(partName(part))
      if (!entry) return undefined
      parts.push(base64Bytes(JSON.parse(entry.text) as string))
    }
    return joined(parts)
  }

  async delete(key: string): Promise<void> {
    await this.#entries.remove(groupOf(key))
  }

  /** @returns `undefined` where there is none that is whole */
  async #count(group: string): Promise<number | undefined> {
    const entry = (await this.#entries.read(group, [HEAD])).get(HEAD)
    return entry && (JSON.parse(entry.text) as { readonly count: number }).count
  }
}

const groupOf = (key: string): string => `payload:${key}`
const partName = (part: number): string => `part:${String(part)}`

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
