import * as zlib from 'node:zlib'

import type { CompressionCodec } from './compression-codec.js'

/** What of Node's zlib module is used here; all of it is there since Node 22.15. */
interface ZstdFunctions {
  zstdCompressSync(body: Uint8Array, options: { params: Record<number, number> }): Buffer
  zstdDecompressSync(body: Uint8Array, options: { maxOutputLength: number }): Buffer
  readonly constants: { readonly ZSTD_c_compressionLevel: number }
}

/**
 * zstd by Node's own zlib; `undefined` where this Node has none.
 *
 * Source of the form: apache/rocketmq `common/.../compression/ZstdCompressor.java`: standard frames.
 * @param module Node's zlib
 */
export function builtInZstd(module: object = zlib): CompressionCodec | undefined {
  if (!hasZstd(module)) return undefined
  return {
    type: 'zstd',
    compress: (body, level) =>
      module.zstdCompressSync(body, {
        params: { [module.constants.ZSTD_c_compressionLevel]: level },
      }),
    decompress: (body, maxBytes) => module.zstdDecompressSync(body, { maxOutputLength: maxBytes }),
  }
}

const hasZstd = (module: object): module is ZstdFunctions =>
  typeof Reflect.get(module, 'zstdCompressSync') === 'function' &&
  typeof Reflect.get(module, 'zstdDecompressSync') === 'function'
