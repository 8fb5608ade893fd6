import { describe, expect, it } from '@jest/globals'

import { UnderWay } from '../../src/flow/under-way.js'

describe('work under way', () => {
  it('is waited for, whether it ends well or badly', async () => {
    const underWay = new UnderWay()
    let resolve: (value: string) => void = () => undefined
    let reject: (error: Error) => void = () => undefined
    const returned = underWay.track(new Promise<string>((end) => (resolve = end)))
    const failing = underWay.track(new Promise<string>((_, end) => (reject = end)))
    const order: string[] = []
    const atMostOne = underWay.whenAtMost(1).then(() => order.push('one left'))
    const none = underWay.whenNone().then(() => order.push('none left'))

    reject(new Error('no'))
    await expect(failing).rejects.toThrow('no')
    await atMostOne
    expect([underWay.count, order]).toEqual([1, ['one left']])

    resolve('done')
    await none
    expect([underWay.count, order]).toEqual([0, ['one left', 'none left']])
    await expect(returned).resolves.toBe('done')
  })

  it('is none at the beginning', async () => {
    await expect(new UnderWay().whenNone()).resolves.toBeUndefined()
  })
})
