import { isPromise } from 'node:util/types'
import { deflateSync, inflateSync } from 'node:zlib'

import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { compressionCodecs, decompressBody, zlibCodec } from '../../src/protocol/compression.js'
import type { CompressionCodec } from '../../src/protocol/compression-codec.js'
import {
  compressionOf,
  compressionSysFlag,
  transactionStateOf,
} from '../../src/protocol/sys-flag.js'

const limits = (codecs = compressionCodecs()) => ({ codecs, maxBodyBytes: 10_000_000 })

describe('compressing a body', () => {
  it('makes zlib that others inflate, small bodies at once and large ones in another thread', async () => {
    const small = Buffer.from('x'.repeat(5000))
    const compressed = zlibCodec.compress(small, 5)
    expect(isPromise(compressed)).toBe(false)
    expect(inflateSync(await compressed)).toEqual(small)
    const large = Buffer.alloc(200_000, 'abc')
    const later = zlibCodec.compress(large, 5)
    expect(isPromise(later)).toBe(true)
    expect(inflateSync(await later)).toEqual(large)
  })

  it('comes back as it was', async () => {
    const flag = compressionSysFlag('zlib')
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (body) => {
        const stored = Buffer.from(await zlibCodec.compress(body, 5))
        expect(decompressBody(stored, flag, limits())).toEqual({
          body: Buffer.from(body),
          error: undefined,
        })
      }),
    )
  })

  it('uses the codec that was registered for the type', () => {
    const reversing: CompressionCodec = {
      type: 'zstd',
      compress: (body) => Uint8Array.from(body).reverse(),
      decompress: (body) => Uint8Array.from(body).reverse(),
    }
    const codecs = compressionCodecs([reversing])
    const read = decompressBody(Buffer.from('cba'), compressionSysFlag('zstd'), limits(codecs))
    expect(read).toEqual({ body: Buffer.from('abc'), error: undefined })
  })

  it('holds a codec to the limit that does not hold itself to it', () => {
    const careless: CompressionCodec = {
      type: 'lz4',
      compress: (body) => body,
      decompress: () => new Uint8Array(1000),
    }
    const options = { codecs: compressionCodecs([careless]), maxBodyBytes: 999 }
    const { body, error } = decompressBody(Buffer.from('x'), compressionSysFlag('lz4'), options)
    expect(body.toString()).toBe('x')
    expect(error?.message).toContain('more than 999 bytes')
  })

  it('stops inflating at the limit instead of after it', () => {
    const bomb = deflateSync(Buffer.alloc(1_000_000))
    expect(() => zlibCodec.decompress(bomb, 999)).toThrow('larger than 999 bytes')
  })

  it('never throws, whatever is stored', () => {
    const flag = compressionSysFlag('zlib')
    fc.assert(
      fc.property(fc.uint8Array(), (array) => {
        const stored = Buffer.from(array)
        const { body, error } = decompressBody(stored, flag, limits())
        if (error !== undefined) expect(body).toBe(stored)
      }),
    )
  })
})

describe('the flags of a message', () => {
  it.each([
    ['lz4', 0x101],
    ['zstd', 0x201],
    ['zlib', 0x301],
  ] as const)('say %s with %i', (type, flag) => {
    expect(compressionSysFlag(type)).toBe(flag)
    expect(compressionOf(flag)).toBe(type)
  })

  it('say zlib without a type, and nothing without the bit for a compressed body', () => {
    expect(compressionOf(1)).toBe('zlib')
    expect(compressionOf(0x300)).toBeUndefined()
  })

  it('say where a message stands in its transaction', () => {
    expect([0, 4, 8, 12, 4 | 1].map(transactionStateOf)).toEqual([
      'none',
      'prepared',
      'commit',
      'rollback',
      'prepared',
    ])
  })
})
