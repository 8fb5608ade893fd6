import { describe, expect, it } from '@jest/globals'

import { judgeReturn } from '../src/crashes/returned-alone.js'

describe('the return of a job that ran alone', () => {
  it('is a crash when the worker has died', () => {
    expect(judgeReturn({ cuts: 0, doubts: 0 }, 'dead')).toEqual({ kind: 'crashed' })
  })

  it('is none while the worker lives, up to twenty times', () => {
    const cut = { kind: 'again', cuts: 20, doubts: 1 }
    expect(judgeReturn({ cuts: 19, doubts: 1 }, 'lives')).toEqual(cut)
    expect(judgeReturn({ cuts: 20, doubts: 1 }, 'lives')).toEqual({ kind: 'crashed' })
  })

  it('is taken for none once, when nobody can tell', () => {
    const doubted = { kind: 'again', cuts: 3, doubts: 1 }
    expect(judgeReturn({ cuts: 3, doubts: 0 }, 'unknown')).toEqual(doubted)
    expect(judgeReturn({ cuts: 3, doubts: 1 }, 'unknown')).toEqual({ kind: 'crashed' })
  })
})
