import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'

import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'

import * as browser from '../src/platform/browser.js'
import * as node from '../src/platform/node.js'

// What one has, the other has, with the same types: the compiler says so.
const platform: typeof node = browser

describe('core in a browser', () => {
  it('has every part that it has in Node, and no other', () => {
    expect(Object.keys(browser).sort()).toEqual(Object.keys(node).sort())
  })

  it('gives the same SHA-256, bytes, lengths and hex digits as Node', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect([...platform.sha256(text)]).toEqual([...node.sha256(text)])
        expect([...platform.utf8Bytes(text)]).toEqual([...node.utf8Bytes(text)])
        expect(platform.utf8Length(text)).toBe(node.utf8Length(text))
        const bytes = platform.utf8Bytes(text)
        expect(platform.hexText(bytes, 1, 5)).toBe(node.hexText(bytes, 1, 5))
        const hex = platform.hexText(bytes)
        for (const { asciiText } of [platform, node]) {
          expect(asciiText(new TextEncoder().encode(hex), 1, hex.length)).toBe(hex.slice(1))
        }
      }),
    )
    // Each side of where another block begins.
    for (const length of [0, 54, 55, 56, 63, 64, 65, 119, 120, 10_000]) {
      const text = 'x'.repeat(length)
      expect(platform.hexText(platform.sha256(text))).toBe(node.hexText(node.sha256(text)))
    }
  })

  it('reads the same UTF-8 as Node, of any length, and refuses the same', () => {
    const textOf = ({ utf8Text }: typeof node, bytes: Uint8Array): string | undefined => {
      try {
        return utf8Text(bytes)
      } catch {
        return undefined
      }
    }
    const odd = fc.constantFrom(
      ...[[0xff], [0xe7, 0x94], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80], []],
      ...[
        [0xef, 0xbb, 0xbf],
        [0xf0, 0x9f, 0x98, 0x80],
      ],
    )
    const text = fc.string({ unit: 'binary', maxLength: 300 })
    const read = { texts: 0, refusals: 0 }
    fc.assert(
      fc.property(odd, text, fc.constantFrom(0, 1023, 1024, 1025, 5000), odd, (...parts) => {
        const [first, some, length, last] = parts
        const letters = Buffer.from(some + '电'.repeat(length))
        const bytes = Uint8Array.from(
          Buffer.concat([Buffer.from(first), letters, Buffer.from(last)]),
        )
        const ours = textOf(node, bytes)
        expect(ours).toBe(textOf(platform, bytes))
        read[ours === undefined ? 'refusals' : 'texts'] += 1
      }),
      { numRuns: 500 },
    )
    expect(read.texts).toBeGreaterThan(0)
    expect(read.refusals).toBeGreaterThan(0)
  })

  it('makes random bytes and UUIDs', () => {
    // Browsers give 65,536 at a time.
    const bytes = platform.randomBytes(200_000)
    for (const start of [0, 65_536, 131_072, 199_900]) {
      expect(bytes.subarray(start, start + 100).some((byte) => byte !== 0)).toBe(true)
    }
    const uuids = Array.from({ length: 100 }, () => platform.randomUuid())
    expect(new Set(uuids).size).toBe(100)
    const versionFour = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    for (const uuid of uuids) expect(uuid).toMatch(versionFour)
  })

  it('reads what Node compressed, and Node what it compressed', async () => {
    const body = Uint8Array.from(randomBytes(300_000))
    const here = await platform.gunzip(await node.gzip(body), 300_000)
    const there = await node.gunzip(await platform.gzip(body), 300_000)
    expect(Buffer.compare(here, body)).toBe(0)
    expect(Buffer.compare(there, body)).toBe(0)
  })

  it('refuses what is not gzip, and what unfolds to more than it may', async () => {
    await expect(platform.gunzip(platform.utf8Bytes('no gzip'), 100)).rejects.toThrow()
    const bomb = await node.gzip(new Uint8Array(1_000_000))
    await expect(platform.gunzip(bomb, 999_999)).rejects.toThrow('more than 999999 bytes')
  })

  it('runs the end of a turn after its microtasks, and the next turn after that', async () => {
    const order: string[] = []
    await new Promise<void>((resolve) => {
      platform.inNextTurn(() => {
        order.push('next turn')
        resolve()
      })
      void Promise.resolve().then(() => order.push('microtask'))
      platform.atEndOfTurn(() => order.push('end of turn'))
    })
    expect(order).toEqual(['microtask', 'end of turn', 'next turn'])
  })

  it('takes orders to a terminal out of a text', () => {
    const link = '\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007'
    const text = `\u001b[1;31mred\u001b[0m \u001b[2K${link} [1m] 红`
    expect(platform.withoutTerminalCodes(text)).toBe('red link [1m] 红')
    expect(node.withoutTerminalCodes(text)).toBe('red link [1m] 红')
  })
})

describe('channels of a page', () => {
  it('tell their subscribers and nobody else', () => {
    const heard: unknown[] = []
    const listener = (message: unknown, name: string | symbol): void => {
      heard.push([name, message])
    }
    const channel = platform.channel('arq:jobFailed')
    channel.publish(1)
    expect(channel.hasSubscribers).toBe(false)
    platform.listenToChannel(channel, listener)
    platform.listenToChannel(channel, listener)
    expect(channel.hasSubscribers).toBe(true)
    channel.publish(2)
    platform.leaveChannel(channel, listener)
    channel.publish(3)
    platform.leaveChannel(channel, listener)
    channel.publish(4)
    expect(heard.map((told) => (told as unknown[])[1])).toEqual([2, 2, 3])
    expect(heard[0]).toEqual(['arq:jobFailed', 2])
  })

  it('trace a call to those who ask for parts of it', () => {
    const tracing = platform.tracingChannel<unknown, { step: string }>('arq:enqueue')
    const heard: string[] = []
    const subscribers = {
      start: ({ step }: { step: string }) => heard.push(`start ${step}`),
      error: ({ step }: { step: string }) => heard.push(`error ${step}`),
    }
    expect(tracing.hasSubscribers).toBe(false)
    tracing.subscribe(subscribers as never)
    expect(tracing.hasSubscribers).toBe(true)
    tracing.start.publish({ step: 'a' })
    tracing.asyncEnd.publish({ step: 'b' })
    tracing.error.publish({ step: 'c' })
    tracing.unsubscribe(subscribers as never)
    tracing.start.publish({ step: 'd' })
    expect(heard).toEqual(['start a', 'error c'])
    expect(tracing.error.name).toBe('tracing:arq:enqueue:error')
  })
})

describe('values as a page writes them', () => {
  class Order {
    id = 7
  }
  const cyclic: Record<string, unknown> = { a: 1 }
  cyclic['self'] = cyclic

  it.each([
    ['text', 'its "ways" \n'],
    ['-0', -0],
    ['bigint', 5n],
    ['undefined', undefined],
    ['a symbol', Symbol('s')],
    ['a list', [1, 'two', null, [undefined]]],
    ['nothing in it', { list: [], object: {} }],
    ['names', { ok: 1, 'not-ok': true, [Symbol('s')]: 1 }],
    ['an instance', new Order()],
    ['deeper than asked', { a: { b: { c: { d: 1 } } } }],
    ['an array that is deeper', [[[[1]]]]],
    ['a date', new Date(0)],
    ['a date that is none', new Date(Number.NaN)],
    ['a pattern', /a+/g],
    ['a function', Order.prototype.constructor.bind(undefined)],
  ])('%s: as Node does', (_, value) => {
    const inNode = inspect(value, { breakLength: Infinity })
    expect(platform.inspect(value, {})).toBe(inNode)
  })

  it('names what a map and a set hold', () => {
    const value = new Map<unknown, unknown>([['a', new Set([1, 'b'])]])
    expect(platform.inspect(value, {})).toBe("Map { 'a' => Set { 1, 'b' } }")
  })

  it('ends with a cycle, long texts and many entries', () => {
    expect(platform.inspect(cyclic, {})).toBe('{ a: 1, self: [Circular] }')
    expect(platform.inspect('abcdef', { maxStringLength: 2 })).toBe("'ab'... 4 more characters")
    const many = platform.inspect(Array.from({ length: 103 }).fill(0), {})
    expect(many).toContain('... 3 more items')
  })

  it('runs no code of the value, and never throws', () => {
    const getter = {
      get secret(): string {
        throw new Error('was run')
      },
    }
    expect(platform.inspect(getter, {})).toBe('{ secret: [Getter] }')
    const trap = (): never => {
      throw new Error('trap')
    }
    const hostile = new Proxy({}, { getPrototypeOf: trap, ownKeys: trap })
    expect(platform.inspect(hostile, {})).toBe('[object]')
    expect(platform.inspect({ hostile }, {})).toBe('[object]')
  })
})
