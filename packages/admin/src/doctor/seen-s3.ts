import type { Evidence } from './evidence.js'

/** What a store in S3 tells of its bucket; absent is what it does not tell. */
export interface SeenS3 {
  readonly bucket: string
  readonly prefix: string
  /** Whether the server keeps to conditions of writes. */
  readonly hasGuards: boolean | undefined
  /** Whether a lifecycle rule deletes old objects. */
  readonly lifecycle: 'rule' | 'none' | 'unknown'
  readonly expiryDays: number | undefined
}

/** `undefined` when results are not in S3, or it does not answer. */
export function s3Of({ store }: Evidence): SeenS3 | undefined {
  if (store?.isOpen !== true || store.storeType !== 's3') return undefined
  const { bucket, prefix, hasGuards, lifecycle, expiryDays } = store.details
  return {
    bucket: String(bucket),
    prefix: String(prefix),
    hasGuards: typeof hasGuards === 'boolean' ? hasGuards : undefined,
    lifecycle: lifecycle === 'rule' || lifecycle === 'none' ? lifecycle : 'unknown',
    expiryDays: typeof expiryDays === 'number' ? expiryDays : undefined,
  }
}
