import { UnsupportedError } from '../errors/settings-errors.js'
import type { ResultStore } from '../ports/result-store.js'
import type { StreamStore } from '../ports/stream-store.js'
import { texts } from '../texts/texts.js'

/**
 * The streams of a store.
 * @param what the call that needs them
 * @throws UnsupportedError `ARQ_UNSUPPORTED` naming the stores that have them
 */
export function streamsOf(store: ResultStore | undefined, what: string): StreamStore {
  if (store?.streams) return store.streams
  throw new UnsupportedError(texts.needsStreams({ what }), { missing: 'streams' })
}
