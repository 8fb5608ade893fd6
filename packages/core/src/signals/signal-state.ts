import { ResultStoreSerializationError } from '../errors/store-errors.js'
import type { Entry } from '../ports/entry-store.js'
import { wireTexts } from '../texts/wire-texts.js'
import { parseInstant, toInstant } from '../time/instant.js'
import { parseJson } from '../wire/codec.js'

/** What an entry of a signal says. No entry: nobody waits for it, and nobody has given it. */
export type SignalState =
  /** A job waits for it. */
  | { readonly kind: 'waiting'; readonly sinceMs: number; readonly dueAtMs: number }
  /** It was given: the first one stays. */
  | { readonly kind: 'given'; readonly atMs: number; readonly payload: unknown }
  /** The job has waited in vain. */
  | { readonly kind: 'timedOut'; readonly atMs: number }

const PREFIX = 'signal:'

/** The name of a signal's entry among those of its job. */
export const signalEntryName = (name: string): string => `${PREFIX}${name}`

/** Which signal an entry is of; `undefined`: it is of something else. */
export const signalOfEntry = (entryName: string): string | undefined =>
  entryName.startsWith(PREFIX) ? entryName.slice(PREFIX.length) : undefined

/** The text of an entry of a signal. */
export function writeSignal(state: SignalState): string {
  switch (state.kind) {
    case 'waiting':
      return JSON.stringify({
        state: 'waiting',
        since: toInstant(state.sinceMs),
        due: toInstant(state.dueAtMs),
      })
    case 'given':
      return JSON.stringify({
        state: 'given',
        at: toInstant(state.atMs),
        payload: state.payload ?? null,
      })
    case 'timedOut':
      return JSON.stringify({ state: 'timedOut', at: toInstant(state.atMs) })
  }
}

/** @throws ResultStoreError `ARQ_STORE_DATA` when somebody else has written there */
export function readSignal(entry: Pick<Entry, 'text'>): SignalState {
  try {
    const state = stateOf(parseJson(entry.text) as Written)
    if (state) return state
  } catch {
    // Said below.
  }
  throw new ResultStoreSerializationError({
    code: 'ARQ_STORE_DATA',
    text: wireTexts.notASignal(),
    details: { text: entry.text.slice(0, 200) },
  })
}

interface Written {
  readonly state?: unknown
  readonly since?: unknown
  readonly due?: unknown
  readonly at?: unknown
  readonly payload?: unknown
}

function stateOf({ state, since, due, at, payload }: Written): SignalState | undefined {
  switch (state) {
    case 'waiting':
      return { kind: 'waiting', sinceMs: momentOf(since), dueAtMs: momentOf(due) }
    case 'given':
      return { kind: 'given', atMs: momentOf(at), payload }
    case 'timedOut':
      return { kind: 'timedOut', atMs: momentOf(at) }
    default:
      return undefined
  }
}

const momentOf = (value: unknown): number =>
  (typeof value === 'string' ? parseInstant(value) : undefined) ?? 0
