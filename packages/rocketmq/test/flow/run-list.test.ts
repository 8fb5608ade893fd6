import { describe, expect, it } from '@jest/globals'

import { RunList } from '../../src/flow/run-list.js'

const item = (name: string) => ({ name, place: 0 })

describe('a list of what runs', () => {
  it('has what came and has not left, whatever leaves first', () => {
    const list = new RunList<ReturnType<typeof item>>()
    const [a, b, c] = ['a', 'b', 'c'].map(item) as [
      ReturnType<typeof item>,
      ReturnType<typeof item>,
      ReturnType<typeof item>,
    ]
    for (const one of [a, b, c]) list.add(one)
    list.remove(a)
    expect(list.all()).toEqual([c, b])
    list.remove(b)
    list.add(a)
    expect(list.all()).toEqual([c, a])
    list.remove(c)
    list.remove(a)
    expect([list.size, list.all()]).toEqual([0, []])
  })
})
