import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { formatIp, parseIp } from '../../src/protocol/host-address.js'
import {
  createOffsetMessageId,
  isOffsetMessageId,
  parseOffsetMessageId,
} from '../../src/protocol/offset-message-id.js'
import {
  isUniqueMessageId,
  parseUniqueMessageId,
  UniqueIdGenerator,
  uniqueIdTimestamp,
} from '../../src/protocol/unique-message-id.js'

describe('an offset id', () => {
  it('is address, port and commit-log offset in upper-case hex', () => {
    const id = createOffsetMessageId({ ip: '127.0.0.1', port: 10911 }, 4660n)
    expect(id).toBe('7F00000100002A9F0000000000001234')
    expect(parseOffsetMessageId(id)).toEqual({
      storeHost: '127.0.0.1:10911',
      commitLogOffset: 4660n,
    })
  })

  it('has 56 digits for a broker with an IPv6 address', () => {
    const id = createOffsetMessageId({ ip: '2001:db8::1', port: 80 }, 2n ** 62n)
    expect(id).toBe('20010DB8000000000000000000000001000000504000000000000000')
    expect(parseOffsetMessageId(id)).toEqual({
      storeHost: '[2001:db8::1]:80',
      commitLogOffset: 2n ** 62n,
    })
  })

  it.each(['', '7F', 'G'.repeat(32), '7'.repeat(33), `${'7'.repeat(32)}\n`])(
    'is not %j',
    (text) => {
      expect(isOffsetMessageId(text)).toBe(false)
      expect(() => parseOffsetMessageId(text)).toThrow('it needs 32 or 56 hex digits')
    },
  )

  it('whose port is none is probably a unique id, and the error says so', () => {
    expect(() => parseOffsetMessageId('7F000001FFFF2A9F0000000000001234')).toThrow(
      'is it a unique id?',
    )
  })

  it('comes back as it was', () => {
    const ip = fc.oneof(fc.ipV4(), fc.ipV6())
    const offset = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })
    fc.assert(
      fc.property(ip, fc.nat(65_535), offset, (address, port, commitLogOffset) => {
        const id = createOffsetMessageId({ ip: address, port }, commitLogOffset)
        expect(parseOffsetMessageId(id).commitLogOffset).toBe(commitLogOffset)
        expect(parseOffsetMessageId(id).storeHost.endsWith(`:${port}`)).toBe(true)
      }),
    )
  })
})

const FIRST_OF_MARCH = new Date(2026, 2, 1).getTime()

describe('a unique id', () => {
  const generator = (now: () => number, ip = '10.1.2.3') =>
    new UniqueIdGenerator({ ip, processId: 0x1_abcd, seed: 0xdeadbeef, now })

  it('is address, process, seed, time since the first of the month, counter', () => {
    const ids = generator(() => FIRST_OF_MARCH + 0x1234)
    expect(ids.next()).toBe('0A010203ABCDDEADBEEF000012340000')
    expect(ids.next()).toBe('0A010203ABCDDEADBEEF000012340001')
  })

  it('has 56 digits with an IPv6 address', () => {
    const id = generator(() => FIRST_OF_MARCH, '::1').next()
    expect(id).toBe('00000000000000000000000000000001ABCDDEADBEEF000000000000')
    expect(isUniqueMessageId(id)).toBe(true)
  })

  it('tells who made it and when', () => {
    const id = generator(() => FIRST_OF_MARCH + 86_400_000).next()
    expect(parseUniqueMessageId(id)).toEqual({
      ip: '10.1.2.3',
      processId: 0xabcd,
      seed: 0xdeadbeef,
      sinceMonthStartMs: 86_400_000,
      counter: 0,
    })
    const soon = FIRST_OF_MARCH + 86_400_000 + 5
    expect(uniqueIdTimestamp(id, soon)).toBe(FIRST_OF_MARCH + 86_400_000)
  })

  it('of last month is not taken for one of the future', () => {
    const madeAt = new Date(2026, 1, 20, 12).getTime()
    const id = generator(() => madeAt).next()
    expect(uniqueIdTimestamp(id, FIRST_OF_MARCH + 1000)).toBe(madeAt)
  })

  it('begins anew when the month does, and follows a clock that is set back', () => {
    let now = FIRST_OF_MARCH - 1
    const ids = generator(() => now)
    const sinceStart = () => parseUniqueMessageId(ids.next()).sinceMonthStartMs
    expect(sinceStart()).toBe(FIRST_OF_MARCH - 1 - new Date(2026, 1, 1).getTime())
    now = FIRST_OF_MARCH + 7
    expect(sinceStart()).toBe(7)
    now = FIRST_OF_MARCH - 900_000
    expect(sinceStart()).toBe(0)
    now = FIRST_OF_MARCH - 2_000_000
    expect(sinceStart()).toBe(now - new Date(2026, 1, 1).getTime())
  })

  it('is another one each time, past the wrap of the counter', () => {
    let calls = 0
    const ids = generator(() => FIRST_OF_MARCH + Math.floor(calls++ / 1000))
    const made = new Set(Array.from({ length: 100_000 }, () => ids.next()))
    expect(made.size).toBe(100_000)
  })
})

describe('an address in text', () => {
  it.each([
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['::ffff:1.2.3.4', '::ffff:102:304'],
    ['fe80::1%eth0', 'fe80::1'],
    ['192.168.0.1', '192.168.0.1'],
  ])('%s becomes bytes and then %s', (text, shown) => {
    expect(formatIp(parseIp(text))).toBe(shown)
  })

  it('is refused when it is a name', () => {
    expect(() => parseIp('localhost')).toThrow('it is no IP address')
  })

  it('comes back as the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (address) => {
        expect(parseIp(formatIp(address))).toEqual(address)
      }),
    )
  })
})
