/**
 * Bits of a message's `sysFlag`.
 *
 * Source: apache/rocketmq `common/.../sysflag/MessageSysFlag.java`.
 */
export const SYS_FLAG = {
  COMPRESSED: 1,
  MULTI_TAGS: 2,
  TRANSACTION_PREPARED: 4,
  TRANSACTION_COMMIT: 8,
  TRANSACTION_ROLLBACK: 12,
  BORN_HOST_V6: 16,
  STORE_HOST_V6: 32,
  NEED_UNWRAP: 64,
  INNER_BATCH: 128,
} as const

const COMPRESSION_MASK = 0x700
const TRANSACTION_MASK = 12

/** How a body may be compressed. */
export type CompressionType = 'lz4' | 'zstd' | 'zlib'

const COMPRESSION_BITS: Readonly<Record<CompressionType, number>> = {
  lz4: 0x100,
  zstd: 0x200,
  zlib: 0x300,
}

/** The bits that say a body is compressed, and how. */
export function compressionSysFlag(type: CompressionType): number {
  return SYS_FLAG.COMPRESSED | COMPRESSION_BITS[type]
}

/** How the body is compressed, or `undefined`. Producers older than the type bits mean zlib; a type unknown here is a number. */
export function compressionOf(sysFlag: number): CompressionType | number | undefined {
  if ((sysFlag & SYS_FLAG.COMPRESSED) === 0) return undefined
  switch (sysFlag & COMPRESSION_MASK) {
    case 0:
    case COMPRESSION_BITS.zlib:
      return 'zlib'
    case COMPRESSION_BITS.lz4:
      return 'lz4'
    case COMPRESSION_BITS.zstd:
      return 'zstd'
    default:
      return sysFlag & COMPRESSION_MASK
  }
}

/** Where a message stands in its transaction. */
export type TransactionState = 'none' | 'prepared' | 'commit' | 'rollback'

const TRANSACTION_STATES = ['none', 'prepared', 'commit', 'rollback'] as const

export function transactionStateOf(sysFlag: number): TransactionState {
  // Two bits, so the index is always one of the four.
  return TRANSACTION_STATES[((sysFlag & TRANSACTION_MASK) >> 2) as 0 | 1 | 2 | 3]
}

/** Whether all of `bits` are set. */
export function hasSysFlag(sysFlag: number, bits: number): boolean {
  return (sysFlag & bits) === bits
}
