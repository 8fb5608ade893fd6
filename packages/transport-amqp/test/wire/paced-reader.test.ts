import { once } from 'node:events'
import { PassThrough } from 'node:stream'

import { describe, expect, it } from '@jest/globals'

import { PacedReader } from '../../src/wire/paced-reader.js'

const LARGE = Buffer.alloc(64 * 1024)
const SMALL = Buffer.alloc(100)

/** What is read of a stream, in the order in which it happens; `onChunk` is told how many were read before. */
function readAll(onChunk: (stream: PassThrough, count: number) => void): {
  readonly stream: PassThrough
  readonly events: string[]
} {
  const stream = new PassThrough({ highWaterMark: 1024 * 1024 })
  const reader = new PacedReader(stream)
  const events: string[] = []
  let count = 0
  stream.on('readable', () => {
    for (let chunk = reader.read(); chunk !== null; chunk = reader.read()) {
      events.push(chunk.length === LARGE.length ? 'large' : 'small')
      // As the frames of a store's client and of amqplib go.
      setImmediate(() => events.push('written'))
      onChunk(stream, count)
      count += 1
    }
  })
  return { stream, events }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the paced reader', () => {
  it('lets what a large chunk has caused be written before it reads the next', async () => {
    const { stream, events } = readAll((self, count) => {
      if (count < 2) self.write(LARGE)
    })
    stream.write(LARGE)
    for (let turns = 0; turns < 10; turns += 1) await turn()
    expect(events).toEqual(['large', 'written', 'large', 'written', 'large', 'written'])
  })

  it('reads small chunks as they come', async () => {
    const { stream, events } = readAll((self, count) => {
      if (count < 2) self.write(SMALL)
    })
    stream.write(SMALL)
    for (let turns = 0; turns < 10; turns += 1) await turn()
    expect(events).toEqual(['small', 'small', 'small', 'written', 'written', 'written'])
  })

  it.each([
    ['in the next turn', [LARGE, LARGE]],
    ['with nothing behind it', [LARGE]],
  ])('sees the end of the stream, %s', async (_words, chunks) => {
    const { stream, events } = readAll((self, count) => {
      const next = chunks[count + 1]
      if (next) self.end(next)
      else self.end()
    })
    const ended = once(stream, 'end')
    stream.write(LARGE)
    await ended
    expect(events.filter((event) => event === 'large')).toHaveLength(chunks.length)
  })
})
