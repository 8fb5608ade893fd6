import {
  type EntryStore,
  JobNotFound,
  type ResultStore,
  type SignalInfo,
  UnsupportedError,
} from '@arq/core'
import { jobGroup, signalsAmong } from '@arq/core/internal'

import { isAbout, type JobOrigin } from './job-origin.js'
import { texts } from './texts.js'

/** What a job waits for, and what was given to it. */
export async function signalsOf(
  { store }: { readonly store: ResultStore },
  origin: JobOrigin,
): Promise<readonly SignalInfo[]> {
  const entries = entriesOf(store, 'signals()')
  const record = await store.get(origin.jobId)
  if (!record || !isAbout(record, origin)) throw new JobNotFound({ jobId: origin.jobId })
  return signalsAmong(await entries.read(jobGroup(record)))
}

/** @throws UnsupportedError `ARQ_UNSUPPORTED` for a store without entries */
export function entriesOf({ entries }: ResultStore, what: string): EntryStore {
  if (!entries) throw new UnsupportedError(texts.needsEntries({ what }), { missing: 'entries' })
  return entries
}
