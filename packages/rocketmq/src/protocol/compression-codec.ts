import type { CompressionType } from './sys-flag.js'

/**
 * One way to compress bodies. zlib is built in ({@link zlibCodec}), and zstd where Node has it (22.15 and later); lz4
 * (frame format), and zstd on an older Node, come from a library of your choice, wrapped in this interface.
 *
 * @example
 * ```ts
 * const zstd: CompressionCodec = {
 *   type: 'zstd',
 *   compress: (body) => zstdCompressSync(body),
 *   decompress: (body, maxBytes) => zstdDecompressSync(body, { maxOutputLength: maxBytes }),
 * }
 * ```
 */
export interface CompressionCodec {
  readonly type: CompressionType
  /** Level 1 (fast) to 9 (small). May take its time in another thread. */
  compress(body: Uint8Array, level: number): Uint8Array | Promise<Uint8Array>
  /** Must stop and throw when the result would have more than `maxBytes`. */
  decompress(body: Uint8Array, maxBytes: number): Uint8Array
}
