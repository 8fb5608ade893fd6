import { describe, expect, it, jest } from '@jest/globals'

import { compressionCodecs, writingCodec } from '../../src/protocol/compression.js'
import { builtInZstd } from '../../src/protocol/zstd-codec.js'

describe('zstd', () => {
  it('is taken from Node’s zlib, with the level and the limit', () => {
    const zstdCompressSync = jest.fn((_body: Uint8Array, _options: object) => Buffer.from('small'))
    const zstdDecompressSync = jest.fn((_body: Uint8Array, _options: object) =>
      Buffer.from('large'),
    )
    const constants = { ZSTD_c_compressionLevel: 100 }
    const codec = builtInZstd({ zstdCompressSync, zstdDecompressSync, constants })!
    const body = Buffer.from('x')
    expect(codec.compress(body, 5)).toEqual(Buffer.from('small'))
    expect(codec.decompress(body, 1000)).toEqual(Buffer.from('large'))
    expect(zstdCompressSync).toHaveBeenCalledWith(body, { params: { 100: 5 } })
    expect(zstdDecompressSync).toHaveBeenCalledWith(body, { maxOutputLength: 1000 })
  })

  it('is not there on a Node that has none', () => {
    expect(builtInZstd({})).toBeUndefined()
  })

  it('reads what this Node writes, and refuses what grows beyond the limit', () => {
    const codec = writingCodec(compressionCodecs(), 'zstd')
    // Node 20 has none: it may read, but not write.
    if (!codec) return
    const body = Buffer.alloc(10_000, 'compress me ')
    const small = codec.compress(body, 5) as Buffer
    expect(small.length).toBeLessThan(body.length)
    expect(codec.decompress(small, 10_000)).toEqual(body)
    expect(() => codec.decompress(small, 9_999)).toThrow()
  })
})
