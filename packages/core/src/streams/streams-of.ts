import { UnsupportedError } from '../errors/settings-errors.js'
import { portTexts } from '../ports/port-texts.js'
import type { ResultStore } from '../ports/result-store.js'
import type { StreamStore } from '../ports/stream-store.js'

/**
 * The streams of a store.
 * @param what the call that needs them
 * @throws UnsupportedError `ARQ_UNSUPPORTED` naming the stores that have them
 */
export function streamsOf(store: ResultStore | undefined, what: string): StreamStore {
  if (store?.streams) return store.streams
  throw new UnsupportedError(portTexts.needsStreams({ what }), { missing: 'streams' })
}
