import type { CompressionType } from './sys-flag.js'

/** One way to read compressed bodies. */
export interface BodyReader {
  readonly type: CompressionType
  /** Must stop and throw when the result would have more than `maxBytes`. */
  decompress(body: Uint8Array, maxBytes: number): Uint8Array
}

/**
 * One way to compress bodies. zlib is built in ({@link zlibCodec}), and zstd where Node has it (22.15 and later). What
 * others have compressed is read besides: lz4 by itself, and zstd on an older Node where the package `fzstd` is installed.
 * To write lz4, or zstd on an older Node, wrap a library of your choice in this interface.
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
export interface CompressionCodec extends BodyReader {
  /** Level 1 (fast) to 9 (small). May take its time in another thread. */
  compress(body: Uint8Array, level: number): Uint8Array | Promise<Uint8Array>
}
