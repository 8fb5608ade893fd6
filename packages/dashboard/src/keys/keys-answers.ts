import { readOpenKeys } from '@arq/admin'
import { type KeyStatus, UnsupportedError } from '@arq/core'
import * as v from 'valibot'

import type { KeyLimitAnswer, KeysView, KeyView, UniqueView } from '../contract/keys.js'
import { queryObject, readInput } from '../http/read-input.js'
import type { Desk } from '../look/desk.js'
import { texts } from '../texts.js'

/** Keys of limits that are looked at. */
const MOST_LOOKED = 10_000
/** Of those, keys that an answer has. */
const MOST_KEYS = 500
/** Keys of unique jobs of an answer. */
const UNIQUE_AT_ONCE = 100

const keysSchema = v.strictObject({ name: v.optional(v.string()) })
const limitSchema = v.strictObject({
  key: v.optional(v.string()),
  limit: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
})
const uniqueSchema = v.strictObject({
  task: v.optional(v.string()),
  cursor: v.optional(v.string()),
})

export async function keysView(query: URLSearchParams, desk: Desk): Promise<KeysView> {
  const { name } = readInput('query', keysSchema, queryObject(query))
  desk.store()
  const found: KeyStatus[] = []
  let isComplete = true
  for await (const status of (await desk.client()).limits.list(name)) {
    if (found.length >= MOST_LOOKED) {
      isComplete = false
      break
    }
    found.push(status)
  }
  found.sort((one, other) => other.waiting - one.waiting || other.running - one.running)
  return {
    keys: found.slice(0, MOST_KEYS).map(keyView),
    isComplete: isComplete && found.length <= MOST_KEYS,
  }
}

/** Sets a limit for all workers, or lets the task's own hold again. */
export async function setKeyLimit(
  name: string,
  body: unknown,
  desk: Desk,
): Promise<KeyLimitAnswer> {
  const { key, limit } = readInput('body', limitSchema, body)
  desk.store()
  const { limits } = await desk.client()
  await (limit === null ? limits.reset(name, { key }) : limits.set(name, { key, limit }))
  return { name, key: key ?? null, limit }
}

export async function uniqueView(query: URLSearchParams, desk: Desk): Promise<UniqueView> {
  const { task, cursor } = readInput('query', uniqueSchema, queryObject(query))
  const store = desk.store()
  // A client connects its store.
  await desk.client()
  const found = await readOpenKeys(store, { task, cursor, limit: UNIQUE_AT_ONCE })
  if (!found) throw new UnsupportedError(texts.needsEntries(), { missing: 'entries' })
  return { keys: found.keys, next: found.cursor ?? null }
}

function keyView(status: KeyStatus): KeyView {
  const { name, key, running, coming, waiting, isSet } = status
  return { name, key, running, coming, waiting, limit: limitOf(status), isSet }
}

const limitOf = ({ limit }: { readonly limit?: number | undefined }): number | null => limit ?? null
