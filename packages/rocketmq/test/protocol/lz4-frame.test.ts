import { describe, expect, it } from '@jest/globals'

import { decompressLz4 } from '../../src/protocol/lz4-frame.js'

const MAX = 1_000_000
/** Magic, version 1 with independent blocks, blocks of 4 MiB at most, and a checksum of these that nobody reads. */
const HEADER = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73]
const END = [0, 0, 0, 0]

const block = (...bytes: number[]) => [bytes.length & 255, bytes.length >> 8, 0, 0, ...bytes]
const stored = (text: string) => [text.length, 0, 0, 0x80, ...Buffer.from(text)]
const frame = (...blocks: number[][]) => Buffer.from([...HEADER, ...blocks.flat(), ...END])
const letters = (text: string) => [...Buffer.from(text)]

describe('an LZ4 frame', () => {
  it('has literals, stored blocks, and matches that may overlap themselves or reach an earlier block', () => {
    expect(decompressLz4(frame(block(0x50, ...letters('hello'))), MAX).toString()).toBe('hello')
    expect(decompressLz4(frame(stored('as it is')), MAX).toString()).toBe('as it is')
    // "ab", then 8 bytes from 2 back, then the last literal.
    const repeated = block(0x24, ...letters('ab'), 2, 0, 0x10, ...letters('.'))
    expect(decompressLz4(frame(repeated), MAX).toString()).toBe('ababababab.')
    const linked = block(0x00, 4, 0, 0x10, ...letters('!'))
    expect(decompressLz4(frame(stored('wxyz'), linked), MAX).toString()).toBe('wxyzwxyz!')
  })

  it('has lengths of any number of bytes', () => {
    // 15 + 255 + 30 literals.
    const long = block(0xf0, 255, 30, ...letters('x'.repeat(300)))
    expect(decompressLz4(frame(long), MAX).toString()).toBe('x'.repeat(300))
    // 4 + 15 + 255 + 255 + 6 bytes of the one before.
    const many = block(0x1f, ...letters('y'), 1, 0, 255, 255, 6, 0x10, ...letters('z'))
    expect(decompressLz4(frame(many), MAX).toString()).toBe(`${'y'.repeat(536)}z`)
  })

  it('may be followed by another one, and have sizes and checksums', () => {
    const full = Buffer.from([
      ...[0x04, 0x22, 0x4d, 0x18, 0x7c, 0x70, 5, 0, 0, 0, 0, 0, 0, 0, 0x11],
      ...[...block(0x50, ...letters('world')), 1, 2, 3, 4],
      ...[...END, 5, 6, 7, 8],
    ])
    const both = Buffer.concat([frame(stored('hello ')), full])
    expect(decompressLz4(both, MAX).toString()).toBe('hello world')
  })

  it('is no shorter body where it is cut off, whereever that is', () => {
    const whole = frame(stored('wxyz'), block(0x24, ...letters('ab'), 2, 0, 0x10, ...letters('.')))
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decompressLz4(whole.subarray(0, length), MAX)).toThrow(/LZ4/)
    }
  })

  it('is refused where it is none, or reaches before its start', () => {
    expect(() => decompressLz4(Buffer.from('not compressed'), MAX)).toThrow('no LZ4 frame')
    expect(() => decompressLz4(frame(block(0x04, 1, 0, 0x00)), MAX)).toThrow('before the start')
  })

  it('is given up beyond the limit', () => {
    const bomb = block(0x1f, ...letters('y'), 1, 0, ...Array<number>(200).fill(255), 0, 0x00)
    expect(() => decompressLz4(frame(bomb), 1000)).toThrow(
      expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }),
    )
  })
})
