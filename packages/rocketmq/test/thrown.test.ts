import { weirdThrown } from '@arq/tooling-jest-preset/weird-thrown'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { thrownName, thrownWords } from '../src/errors/thrown.js'
import { ClosedError, isRocketMQError, localizedMessage } from '../src/index.js'

const anyThrown: fc.Arbitrary<() => unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...weirdThrown) },
  { weight: 1, arbitrary: fc.anything({ withNullPrototype: true }).map((value) => () => value) },
)

const throwing = (): never => {
  throw new Error('a getter that throws')
}

describe('whatever is thrown', () => {
  it('is told from our errors, and put into bounded words, without a throw and without end', () => {
    fc.assert(
      fc.property(anyThrown, (make) => {
        const thrown = make()
        expect(typeof isRocketMQError(thrown)).toBe('boolean')
        expect(thrownName(thrown)).not.toBe('')
        const words = localizedMessage(thrown, 'zh-CN')
        expect(words).toEqual(expect.any(String))
        expect(words.length).toBeLessThan(20_000)
        expect(words).not.toMatch(/\p{Surrogate}/u)
      }),
    )
  })

  it('has the words that @arq/core gives it', () => {
    const silent = new Error('x')
    Object.defineProperty(silent, 'message', { get: throwing })
    const aggregate = new AggregateError([new TypeError('one'), 'two'])
    const coded = Object.assign(new Error(''), { code: 'ECONNREFUSED' })
    const words = ['a text', undefined, aggregate, coded, silent].map((thrown) => {
      expect(localizedMessage(thrown, 'en')).toBe(thrownWords(thrown))
      return thrownWords(thrown)
    })
    const ofAggregate = 'TypeError: one; NonError: two'
    const expected = ['a text', 'non-error thrown: undefined', ofAggregate, 'ECONNREFUSED', '']
    expect(words).toEqual(expected)
  })

  it('may be an error of another copy of this package, with texts that this one cannot read', () => {
    const foreign = new ClosedError('The client')
    Object.defineProperty(foreign, 'text', { value: { in: 'another form' } })
    expect(isRocketMQError(foreign)).toBe(true)
    expect(localizedMessage(foreign, 'zh-CN')).toBe(foreign.message)
    expect(isRocketMQError(new Proxy({}, { get: throwing }))).toBe(false)
  })
})
