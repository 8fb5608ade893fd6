import type { Entry } from '../ports/entry-store.js'
import { readSignal, signalOfEntry } from './signal-state.js'

/** A signal of a job: one that it waits for, or one that was given. */
export type SignalInfo =
  /** The job waits for it. */
  | {
      readonly name: string
      readonly state: 'waiting'
      readonly since: Date
      /** When it stops waiting. */
      readonly until: Date
    }
  /** It was given; whether the job has asked for it is not told. */
  | {
      readonly name: string
      readonly state: 'given'
      readonly at: Date
      readonly payload: unknown
    }
  /** The job has waited for it in vain. */
  | { readonly name: string; readonly state: 'timedOut'; readonly at: Date }

/**
 * The signals among the entries of a job, by name.
 * @throws ResultStoreError `ARQ_STORE_DATA` when one of them is none
 */
export function signalsAmong(entries: ReadonlyMap<string, Entry>): readonly SignalInfo[] {
  const signals = [...entries].flatMap(([entryName, entry]) => {
    const name = signalOfEntry(entryName)
    return name === undefined ? [] : [signalInfo(name, entry)]
  })
  return signals.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function signalInfo(name: string, entry: Entry): SignalInfo {
  const state = readSignal(entry)
  switch (state.kind) {
    case 'waiting':
      return {
        ...{ name, state: 'waiting' },
        since: new Date(state.sinceMs),
        until: new Date(state.dueAtMs),
      }
    case 'given':
      return { name, state: 'given', at: new Date(state.atMs), payload: state.payload }
    case 'timedOut':
      return { name, state: 'timedOut', at: new Date(state.atMs) }
  }
}
