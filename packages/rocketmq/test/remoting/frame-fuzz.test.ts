import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { describe, expect, it } from '@jest/globals'

import { isRocketMQError } from '../../src/errors/errors.js'
import { FrameReader } from '../../src/remoting/frame-reader.js'
import { FrameWriter } from '../../src/remoting/frame-writer.js'
import type { LanguageCode } from '../../src/remoting/language.js'
import { answerFrame } from '../scripted-server.js'

const INPUTS = isFullRun ? 1_000_000 : 100_000

/** mulberry32: small, fast, and the same everywhere for one seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function binaryFrame(language: LanguageCode, remark: string | undefined): Buffer {
  const writer = new FrameWriter({ headerForm: 'binary', maxFrameBytes: 1024 })
  writer.append(
    {
      code: 0,
      language,
      version: 479,
      opaque: 5,
      flag: 1,
      remark,
      ext: { queueId: '3', offset: '12' },
    },
    Buffer.from('body'),
  )
  return writer.take()
}

describe('the frame decoder under fuzzing', () => {
  it(`gives a value or an error for ${String(INPUTS)} mutated inputs, in bounded memory`, () => {
    const seed = Number(process.env['ARQ_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
    const random = seeded(seed)
    const below = (limit: number): number => Math.floor(random() * limit)
    // A refused JSON text costs the most, and it is the engine's own parser that refuses it.
    const samples = [
      answerFrame(1, { ext: { queueId: '0' }, remark: 'x', body: Buffer.from('some body') }),
      binaryFrame('JAVA', 'a remark'),
      binaryFrame('NODE_JS', undefined),
    ]
    // One input is changed in place and restored: so many buffers would measure the allocator.
    const scratch = samples.map((sample) => Buffer.from(sample))
    const before = process.memoryUsage().arrayBuffers
    let frames = 0
    let errors = 0
    const newReader = () =>
      new FrameReader({ maxFrameBytes: 4096, onFrame: () => void (frames += 1) })
    let reader = newReader()
    const { stackTraceLimit } = Error
    // Half a million stacks would be most of the time.
    Error.stackTraceLimit = 0

    for (let count = 0; count < INPUTS; count += 1) {
      const which = below(samples.length)
      const input = scratch[which]!
      const changes = 1 + below(3)
      for (let change = 0; change < changes; change += 1) input[below(input.length)] = below(256)
      // Half of the inputs are cut as well, and the next one then continues the frame.
      const end = random() < 0.5 ? input.length : below(input.length)
      try {
        reader.push(input.subarray(0, end))
      } catch (error) {
        if (!isRocketMQError(error))
          throw new Error(`seed ${seed}, input ${count}`, { cause: error })
        errors += 1
        reader = newReader()
      }
      samples[which]!.copy(input)
    }

    Error.stackTraceLimit = stackTraceLimit

    // Both outcomes occur often, so neither path went untested.
    expect({ seed, isMixed: frames > INPUTS / 100 && errors > INPUTS / 100 }).toEqual({
      seed,
      isMixed: true,
    })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024)
    process.stdout.write(`fuzz seed ${seed}: ${frames} frames, ${errors} errors\n`)
  }, 60_000)
})
