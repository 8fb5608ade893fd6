import { hexText, randomUuid, sha256 } from '#platform'

import { renderText } from '../texts/text.js'
import { payloadTexts } from './payload-texts.js'

/** The one key of an object that stands for a value in the payload store. */
const STORED_KEY = 'arq:stored'

/** Where a value lies that is too large for its message or record, and how to know it again. */
export interface PayloadReference {
  readonly key: string
  /** Of the content, before it was compressed. */
  readonly bytes: number
  /** Of the same, in hex. */
  readonly sha256: string
  /** It lies there compressed. */
  readonly gzip?: true
  /** Until when it is kept at least, if nobody puts it once more: milliseconds since 1970. Absent: for good. */
  readonly until?: number
}

// A key becomes the name of a file or an object, and comes from whoever can write to the queue.
const KEY = /^[\w-]{1,64}$/
const HASH = /^[0-9a-f]{64}$/

export const newReference = (
  content: Uint8Array,
  { isZipped, untilMs }: { readonly isZipped: boolean; readonly untilMs: number | undefined },
): PayloadReference => ({
  ...{ key: randomUuid(), bytes: content.length, sha256: hashOf(content) },
  ...(isZipped && { gzip: true }),
  ...(untilMs !== undefined && { until: Math.floor(untilMs) }),
})

export const hashOf = (content: Uint8Array): string => hexText(sha256(content))

/** What stands in place of the value. */
export const storedValue = (reference: PayloadReference): Record<string, unknown> => ({
  [STORED_KEY]: reference,
})

/** What a value refers to; `undefined` for any that is one itself. */
export function referenceIn(value: unknown): PayloadReference | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = (value as Record<string, unknown>)[STORED_KEY]
  return isReference(found) ? found : undefined
}

function isReference(found: unknown): found is PayloadReference {
  if (typeof found !== 'object' || found === null) return false
  const { key, bytes, sha256: hash } = found as Record<string, unknown>
  const isNamed = typeof key === 'string' && KEY.test(key)
  return isNamed && Number.isSafeInteger(bytes) && typeof hash === 'string' && HASH.test(hash)
}

/** What a reader sees in place of a value that was not fetched. */
export const storedPlaceholder = ({ bytes }: PayloadReference): string =>
  renderText(payloadTexts.storedApart({ size: sizeText(bytes) }))

/** What a reader sees in place of one that is no longer there. */
export const missingPlaceholder = ({ bytes }: PayloadReference): string =>
  renderText(payloadTexts.storedNoMore({ size: sizeText(bytes) }))

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const

/** In powers of 1000, as disks and clouds count. */
function sizeText(bytes: number): string {
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0), 3)
  const amount = bytes / 1000 ** power
  return `${power === 0 || amount >= 100 ? String(Math.round(amount)) : amount.toFixed(1)} ${UNITS[power] ?? ''}`
}
