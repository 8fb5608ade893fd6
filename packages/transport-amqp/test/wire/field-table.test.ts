import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { readTable, tableBound, writeTable } from '../../src/wire/field-table.js'
import { codec } from './amqplib-oracle.js'
import { headers } from './arbitrary-messages.js'

function written(table: Record<string, unknown>): Buffer {
  const buffer = Buffer.alloc(tableBound(table))
  return buffer.subarray(0, writeTable(buffer, table, 0))
}

describe('a table of headers', () => {
  it('has the bytes that amqplib gives it', () => {
    fc.assert(
      fc.property(headers, (table) => {
        const oracle = Buffer.alloc(64 * 1024)
        const length = codec.encodeTable(oracle, table, 0)
        expect(written(table).toString('hex')).toBe(oracle.toString('hex', 0, length))
      }),
    )
  })

  it('is read as amqplib reads it', () => {
    fc.assert(
      fc.property(headers, (table) => {
        const bytes = written(table).subarray(4)
        expect(readTable(bytes)).toEqual(codec.decodeFields(bytes))
      }),
    )
  })

  it('of any bytes is a table or an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(typeof readTable(Buffer.from(bytes))).toBe('object')
        } catch (error) {
          expect(['RangeError', 'TypeError']).toContain(Reflect.get(error as object, 'name'))
        }
      }),
      { numRuns: 5000 },
    )
  })

  it('leaves a key __proto__ out, which would become the prototype of the headers', () => {
    const table = Object.fromEntries([['kept', 1]])
    Object.defineProperty(table, '__proto__', { value: { evil: true }, enumerable: true })
    const read = readTable(written(table).subarray(4))
    expect(read).toEqual({ kept: 1 })
    expect(Reflect.get(read, 'evil')).toBeUndefined()
  })

  it.each([
    ['a function', { a: () => 1 }],
    ['a symbol', { a: Symbol('s') }],
    ['an unknown type', { a: { '!': 'complex', value: 1 } }],
    ['a key over 255 bytes', { ['任'.repeat(86)]: 1 }],
  ])('refuses %s', (_, table) => {
    expect(() => written(table)).toThrow()
  })

  it('skips what is undefined', () => {
    expect(readTable(written({ a: undefined, b: 1 }).subarray(4))).toEqual({ b: 1 })
  })
})
