import { describe, expect, it } from '@jest/globals'

import { FlagValues } from '../src/flag-values.js'
import { readAll, readLines } from '../src/standard-input.js'
import { testProgram } from './setup.js'

const nowMs = Date.parse('2026-11-29T08:00:00Z')
const valueOf = (text: string) => new FlagValues({ x: text }, testProgram({ nowMs }))

describe('a flag', () => {
  it.each([
    ['250ms', 250],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['10', 10_000],
  ])('is a duration: %s', (text, ms) => {
    expect(valueOf(text).durationMs('x')).toBe(ms)
  })

  it('is a time: a date, or how long ago', () => {
    expect(valueOf('2026-11-29T07:00:00Z').timestampMs('x')).toBe(nowMs - 3_600_000)
    expect(valueOf('1h').timestampMs('x')).toBe(nowMs - 3_600_000)
    // A number alone could be seconds as well as a year.
    expect(() => valueOf('2026').timestampMs('x')).toThrow(/is no time/)
  })

  it('is a place in a topic', () => {
    expect(valueOf('earliest').place('x')).toBe('earliest')
    expect(valueOf('15m').place('x')).toEqual({ timestampMs: nowMs - 900_000 })
    expect(valueOf('1').place('y')).toBeUndefined()
  })
})

describe('standard input', () => {
  const collect = async (chunks: AsyncIterable<Uint8Array>) => {
    const texts: string[] = []
    for await (const chunk of chunks) texts.push(Buffer.from(chunk).toString())
    return texts
  }

  it('is one message, whatever pieces it comes in', async () => {
    const { input } = testProgram({ input: ['a\n', 'b'] })
    expect(await collect(readAll(input))).toEqual(['a\nb'])
  })

  it('is a message of each line, also of one that comes in pieces or has no end', async () => {
    const { input } = testProgram({ input: ['on', 'e\r\ntwo\n\nthr', 'ee'] })
    expect(await collect(readLines(input))).toEqual(['one', 'two', 'three'])
  })

  it('keeps a character whole whose bytes come apart', async () => {
    const bytes = Buffer.from('红\n')
    const { input } = testProgram({ input: [bytes.subarray(0, 2), bytes.subarray(2)] })
    expect(await collect(readLines(input))).toEqual(['红'])
  })
})
