import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { Frame } from '../../src/remoting/frame.js'
import { FrameReader } from '../../src/remoting/frame-reader.js'
import { FrameWriter } from '../../src/remoting/frame-writer.js'
import { answerFrame } from '../scripted-server.js'

function setup(maxFrameBytes = 16 * 1024 * 1024) {
  const frames: Frame[] = []
  const reader = new FrameReader({ maxFrameBytes, onFrame: (frame) => frames.push(frame) })
  return { frames, reader }
}

const someFrames = fc.array(
  fc.record({
    headerForm: fc.constantFrom('json' as const, 'binary' as const),
    opaque: fc.nat(),
    ext: fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 })),
    body: fc.uint8Array({ maxLength: 200 }),
  }),
  { minLength: 1, maxLength: 6 },
)

describe('FrameReader', () => {
  it('gives the same frames wherever the bytes are cut', () => {
    fc.assert(
      fc.property(someFrames, fc.array(fc.integer({ min: 1, max: 300 })), (meant, cuts) => {
        const { frames, reader } = setup()
        let rest = Buffer.concat(
          meant.map(({ headerForm, opaque, ext, body }) => {
            const writer = new FrameWriter({ headerForm, maxFrameBytes: 1024 * 1024 })
            const fixed = { code: 1, language: 'GO', version: 1, flag: 1, remark: 'r' } as const
            writer.append({ ...fixed, opaque, ext }, body)
            return writer.take()
          }),
        )
        for (const cut of cuts) {
          reader.push(rest.subarray(0, cut))
          rest = rest.subarray(cut)
        }
        reader.push(rest)

        expect(frames.map(({ opaque, ext, body }) => ({ opaque, ext, body }))).toEqual(
          meant.map(({ opaque, ext, body }) => ({ opaque, ext, body: Buffer.from(body) })),
        )
      }),
    )
  })

  it('joins single bytes', () => {
    const { frames, reader } = setup()
    const bytes = Buffer.concat([answerFrame(1, { body: Buffer.from('one') }), answerFrame(2)])
    for (const byte of bytes) reader.push(Buffer.from([byte]))

    expect(frames.map(({ opaque }) => opaque)).toEqual([1, 2])
    expect(frames[0]?.body.toString()).toBe('one')
  })

  it('reserves no memory for what a length field only announces', () => {
    const before = process.memoryUsage().arrayBuffers
    const readers = Array.from({ length: 200 }, () => setup().reader)
    const prefix = Buffer.from('00fffff000000010', 'hex')
    for (const reader of readers) reader.push(prefix)

    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024)
  })

  it.each([
    ['a frame over the limit', '01000000', 'ROCKETMQ_FRAME_TOO_LARGE'],
    ['a negative length', 'ffffffff', 'ROCKETMQ_FRAME_INVALID'],
    ['a length of nothing', '00000000', 'ROCKETMQ_FRAME_INVALID'],
    ['a header longer than its frame', '0000001000000020', 'ROCKETMQ_FRAME_INVALID'],
    ['an unknown serialize type', '0000001007000004', 'ROCKETMQ_FRAME_INVALID'],
    ['an HTTP/2 settings frame', '000012040000000000', 'ROCKETMQ_FRAME_INVALID'],
  ])('refuses %s as soon as it can be seen', (_what, bytes, code) => {
    const whole = setup().reader
    expect(() => whole.push(Buffer.from(bytes, 'hex'))).toThrow(expect.objectContaining({ code }))

    const bytewise = setup().reader
    expect(() => {
      for (const byte of Buffer.from(bytes, 'hex')) bytewise.push(Buffer.from([byte]))
    }).toThrow(expect.objectContaining({ code }))
  })

  it('takes a frame of exactly the limit', () => {
    const frame = answerFrame(9, { body: Buffer.alloc(5000) })
    const { frames, reader } = setup(frame.length)
    reader.push(frame)

    expect(frames).toHaveLength(1)
    expect(() => setup(frame.length - 1).reader.push(frame)).toThrow(/limit/)
  })
})
