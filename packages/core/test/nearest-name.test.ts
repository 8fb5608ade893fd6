import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { nearestName } from '../src/settings/nearest-name.js'

const names = ['maxRetries', 'retryBackoff', 'jobTimeout', 'queueName', 'queues', 'url']

describe('the name that was meant', () => {
  it.each([
    ['maxRetrys', 'maxRetries'],
    ['maxretries', 'maxRetries'],
    ['max_retries', 'maxRetries'],
    ['retryBackof', 'retryBackoff'],
    ['jobTimeOut', 'jobTimeout'],
    ['queueNmae', 'queueName'],
    ['queue', 'queues'],
    ['ulr', 'url'],
    ['urls', 'url'],
    ['job', 'jobTimeout'],
    ['que', undefined],
    ['max', 'maxRetries'],
    ['ma', undefined],
    ['completelyOther', undefined],
    ['', undefined],
  ])('by %j is %j', (typed, meant) => {
    expect(nearestName(typed, names)).toBe(meant)
  })

  it('is nothing among nothing', () => {
    expect(nearestName('x', [])).toBeUndefined()
  })

  it('is found when one letter is wrong, missing or too many', () => {
    const name = fc.constantFrom('maxRetries', 'retryBackoff', 'jobTimeout', 'queueName')
    fc.assert(
      fc.property(name, fc.nat(), fc.constantFrom('', 'x', 'xy'), (meant, place, instead) => {
        const at = place % meant.length
        const typed = meant.slice(0, at) + instead + meant.slice(at + 1)
        expect(nearestName(typed, names)).toBe(meant)
      }),
    )
  })
})
