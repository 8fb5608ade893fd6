import vm from 'node:vm'

import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { renderText } from '../src/texts/text.js'
import { findJsonProblem } from '../src/wire/json-safety.js'

class Point {
  x = 1
}
class Money {
  toJSON() {
    return { cents: 5 }
  }
}

const bytesAdvice = 'send base64 text, or use a codec that carries bytes'

/** What is found, without its text, which says the same and in Chinese, too. */
function find(value: unknown) {
  const problem = findJsonProblem(value, 'args')
  if (!problem) return undefined
  const { text, ...found } = problem
  expect(text && renderText(text)).toBe(found.problem)
  expect(text?.template['zh-CN']).toMatch(/\p{Script=Han}|^ ?\{(?:value|name)\}$|BigInt|symbol/u)
  return found
}

describe('what JSON cannot carry', () => {
  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['a BigInt', 1n],
    ['a symbol', Symbol('s')],
    ['a function', () => 1],
    ['a Map', new Map()],
    ['a Set', new Set()],
    ['a WeakMap', new WeakMap()],
    ['a RegExp', /x/],
    ['a Promise', Promise.resolve()],
    [`a Uint8Array; ${bytesAdvice}`, new Uint8Array(1)],
    [`a Buffer; ${bytesAdvice}`, Buffer.from('x')],
    [`a DataView; ${bytesAdvice}`, new DataView(new ArrayBuffer(1))],
    [`a ArrayBuffer; ${bytesAdvice}`, new ArrayBuffer(1)],
    [`a SharedArrayBuffer; ${bytesAdvice}`, new SharedArrayBuffer(1)],
    ['a Point', new Point()],
    ['a Number', new Number(1)],
    ['a Error', new Error('x')],
    ['a Date without a value', new Date(NaN)],
    ['an object with a key __proto__', JSON.parse('{"__proto__": {"a": 1}}')],
  ])('is named: %s', (problem, value) => {
    expect(find(value)).toEqual({ path: 'args', problem })
    expect(find([{ deep: [value] }])).toEqual({ path: 'args[0].deep[0]', problem })
  })

  it('is a hole in a list and an undefined item, which would become null', () => {
    // oxlint-disable-next-line no-sparse-arrays -- the hole is the point
    expect(find([1, , 3])).toEqual({ path: 'args[1]', problem: 'undefined' })
    expect(find([undefined])).toEqual({ path: 'args[0]', problem: 'undefined' })
  })

  it('is not an undefined property, which counts as absent', () => {
    expect(find({ a: undefined, b: 1 })).toBeUndefined()
  })

  it('is a cycle, but not the same object twice', () => {
    const cycle: Record<string, unknown> = {}
    cycle['list'] = [{ back: cycle }]
    expect(find(cycle)).toEqual({ path: 'args.list[0].back', problem: 'a cycle' })
    const shared = { a: 1 }
    expect(find([shared, { again: shared }])).toBeUndefined()
  })

  it('is what a toJSON gives or throws, not the object that has it', () => {
    expect(find({ price: new Money(), at: new Date(0) })).toBeUndefined()
    expect(find({ toJSON: () => [1n] })).toEqual({ path: 'args[0]', problem: 'a BigInt' })
    const throwing = {
      toJSON() {
        throw new Error('no')
      },
    }
    expect(find(throwing)?.problem).toBe('a Object whose toJSON throws')
  })

  it('is a getter that throws, with its path and what it threw', () => {
    const cause = new Error('no')
    const throwing = {
      get secret() {
        throw cause
      },
    }
    expect(find([{ deep: throwing }])).toEqual({
      path: 'args[0].deep.secret',
      problem: 'a getter that throws',
      cause,
    })
  })

  it('is an object whose reading throws, such as a revoked Proxy', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(find({ proxy })).toMatchObject({
      path: 'args.proxy',
      problem: 'an object that cannot be read',
      cause: expect.anything(),
    })
  })

  it('is a toJSON that never comes to an end', () => {
    const endless = { toJSON: (): unknown => ({ next: { ...endless } }) }
    expect(find(endless)?.problem).toMatch(/cycle|too deeply/)
  })

  it('is nesting that would end Python’s reader', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])
    expect(find(nested(499))).toBeUndefined()
    expect(find(nested(501))?.problem).toBe('nested too deeply')
  })

  it('is not a plain object of another realm, or one without a prototype', () => {
    expect(find(vm.runInNewContext('({ a: [1, { b: 2 }] })'))).toBeUndefined()
    expect(find(Object.assign(Object.create(null) as object, { a: 1 }))).toBeUndefined()
  })

  it('is nothing at all in what JSON itself made', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('__proto__'))
        expect(find(value)).toBeUndefined()
      }),
    )
  })

  it('is found in all that would not come back as it was', () => {
    const anything = fc.anything({
      values: [
        ...[fc.boolean(), fc.string(), fc.integer(), fc.constant(null), fc.constant(undefined)],
        // JSON has no negative zero; no caller will miss it.
        fc.double().filter((number) => !Object.is(number, -0)),
      ],
      ...{ withBigInt: true, withMap: true, withSet: true, withTypedArray: true },
    })
    fc.assert(
      fc.property(anything, (value) => {
        if (find(value) !== undefined) return
        const arrived = JSON.parse(JSON.stringify(value)) as unknown
        expect(JSON.stringify(arrived)).toBe(JSON.stringify(value))
        expect(arrived).toEqual(value)
      }),
    )
  })
})
