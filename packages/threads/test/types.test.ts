import type { InputOf, ResultOf } from '@arq/core'
import { task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { NUMBERS } from './setup.js'
import type * as numbers from './tasks/numbers.js'

type Numbers = typeof numbers

/** Compiles only for two types that are the same. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
const same = <A, B>(isSame: Same<A, B>): boolean => isSame

describe('the types of a task with a file', () => {
  it('are those of the default export of its module', () => {
    const typed = task<Numbers>({ name: 'countPrimes', file: NUMBERS })
    expect(same<InputOf<typeof typed>, [below: number]>(true)).toBe(true)
    expect(same<ResultOf<typeof typed>, number>(true)).toBe(true)
  })

  it('are those of a named function, its result as JSON', () => {
    const typed = task<Numbers['describeContext']>({
      name: 'describeContext',
      file: NUMBERS,
      export: 'describeContext',
    })
    expect(same<InputOf<typeof typed>, []>(true)).toBe(true)
    expect(same<ResultOf<typeof typed>['startTime'], string>(true)).toBe(true)
  })

  it('are unknown where nobody names them', () => {
    const untyped = task({ name: 'countPrimes', file: NUMBERS })
    expect(same<InputOf<typeof untyped>, unknown[]>(true)).toBe(true)
  })
})
