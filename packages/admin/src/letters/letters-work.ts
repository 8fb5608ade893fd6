import type { Codec, PayloadCipher, PayloadStore, Transport } from '@arq/core'

import type { LetterFilter } from './letter-filter.js'

/** What it takes to work on dead letters. */
export interface LettersWork {
  readonly transport: Pick<Transport, 'queueInfo' | 'consume' | 'publish' | 'purgeQueue'>
  readonly filter: LetterFilter
  /** Those of the worker that wrote the letters, beside JSON. */
  readonly codecs: readonly Codec[]
  /** That of the workers; absent: what is encrypted is shown as such. */
  readonly encryption?: PayloadCipher | undefined
  /** That of the workers; absent: what lies apart is shown as such. */
  readonly payloadStore?: PayloadStore | undefined
  /** Called when one more letter has been looked at. */
  readonly onProgress?: ((visited: number, total: number) => void) | undefined
  /** When it aborts, the letters that were not looked at yet stay. */
  readonly signal?: AbortSignal | undefined
}
