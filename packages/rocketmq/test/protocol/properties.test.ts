import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { decodeProperties, encodeProperties, hasSeparator } from '../../src/protocol/properties.js'

describe('the text of properties', () => {
  it('is name, 0x01, value, 0x02 for each', () => {
    expect(encodeProperties({ TAGS: 'a', 颜色: '红' })).toBe('TAGS\u0001a\u0002颜色\u0001红\u0002')
  })

  it('is read with and without the last separator', () => {
    expect(decodeProperties('a\u0001b\u0002c\u0001d')).toEqual({ a: 'b', c: 'd' })
    expect(decodeProperties('a\u0001b\u0002c\u0001d\u0002')).toEqual({ a: 'b', c: 'd' })
  })

  it('skips entries without a name, without a value, without a separator', () => {
    expect(decodeProperties('\u0001x\u0002a\u0001\u0002lonely\u0002\u0002k\u0001v\u0002')).toEqual({
      k: 'v',
    })
  })

  it('keeps what looks like part of another property out: 0x01 and 0x02 are refused', () => {
    expect(() => encodeProperties({ color: 'red\u0002TAGS\u0001admin' })).toThrow(
      'property "color": its value contains U+0001 or U+0002',
    )
    expect(() => encodeProperties({ 'a\u0001b': 'c' })).toThrow('its name contains U+0001')
  })

  it('takes __proto__ for a name like any other', () => {
    expect(Object.entries(decodeProperties('__proto__\u0001x\u0002'))).toEqual([['__proto__', 'x']])
  })

  it('comes back as it was', () => {
    const text = fc.string({ minLength: 1, unit: 'binary' }).filter((s) => !hasSeparator(s))
    fc.assert(
      fc.property(fc.dictionary(text, text), (properties) => {
        expect({ ...decodeProperties(encodeProperties(properties)) }).toEqual({ ...properties })
      }),
    )
  })

  it('is read to its end whatever it is', () => {
    const piece = fc.constantFrom('\u0001', '\u0002', 'a', '')
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        for (const value of Object.values(decodeProperties(pieces.join('')))) {
          expect(value).not.toBe('')
        }
      }),
    )
  })
})
