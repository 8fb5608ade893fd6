import type { EncodedTrace } from './trace-encoder.js'

/** What travels in one message. */
export interface TraceBatch {
  readonly text: string
  /** Each once, none with a space. */
  readonly keys: readonly string[]
  readonly count: number
}

export interface TraceBatchLimits {
  readonly maxRecords: number
  /** Of the text, in UTF-8. */
  readonly maxBytes: number
}

/** All properties of a message together may have 32 767 bytes, and there are others. */
const MAX_KEY_BYTES = 30_000

/** Puts records together in their order, as few batches as the limits allow. A record that is too large travels alone. */
export function batchTraces(
  records: readonly EncodedTrace[],
  { maxRecords, maxBytes }: TraceBatchLimits,
): readonly TraceBatch[] {
  const batches: OpenBatch[] = []
  let open: OpenBatch | undefined
  for (const { text, keys } of records) {
    const bytes = Buffer.byteLength(text)
    const names = indexable(keys)
    const keyBytes = bytesOf(names)
    if (
      open === undefined ||
      open.count === maxRecords ||
      open.bytes + bytes > maxBytes ||
      open.keyBytes + keyBytes > MAX_KEY_BYTES
    ) {
      open = { text: '', keys: new Set(), count: 0, bytes: 0, keyBytes: 0 }
      batches.push(open)
    }
    open.text += text
    for (const name of names) open.keys.add(name)
    open.count += 1
    open.bytes += bytes
    open.keyBytes += keyBytes
  }
  return batches.map(({ text, keys, count }) => ({ text, keys: [...keys], count }))
}

interface OpenBatch {
  text: string
  readonly keys: Set<string>
  count: number
  bytes: number
  keyBytes: number
}

/** All keys, or the id alone where they are too many for any message. */
function indexable([id = '', ...rest]: readonly string[]): readonly string[] {
  const all = [id, ...rest].filter((key) => key !== '')
  return bytesOf(all) <= MAX_KEY_BYTES ? all : [id]
}

const bytesOf = (keys: readonly string[]): number =>
  keys.reduce((sum, key) => sum + Buffer.byteLength(key) + 1, 0)
