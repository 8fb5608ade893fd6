import { describe, expect, it } from '@jest/globals'

import {
  fallsUntil,
  overAt,
  stillOf,
  usedOf,
  type UseWindow,
  withUse,
} from '../src/keys/use-window.js'

const RULE = { most: 10, perMs: 1000 }
const isRoom = (used: number): boolean => used < RULE.most

const after = (uses: readonly (readonly [atMs: number, amount: number])[]): UseWindow =>
  uses.reduce<UseWindow>((window, [atMs, amount]) => withUse(window, amount, RULE, atMs), [])

describe('a window of uses', () => {
  it('counts each for its span', () => {
    const window = after([
      [0, 4],
      [500, 6],
    ])
    expect([999, 1000, 1499, 1500].map((atMs) => usedOf(window, atMs))).toEqual([10, 6, 6, 0])
    expect(fallsUntil(isRoom, window, 600)).toBe(1000)
    expect(fallsUntil(isRoom, window, 1200)).toBe(1200)
    expect(stillOf(window, 1000)).toHaveLength(1)
    expect(overAt(window)).toBe(1500)
    expect(overAt([])).toBe(0)
  })

  it('counts what goes beyond the limit for longer: in the long run no more than the limit is used', () => {
    expect(fallsUntil(isRoom, after([[0, 35]]), 0)).toBe(3500)
    // One after the other, each as soon as there is room: 15 each time.
    let window: UseWindow = []
    let atMs = 0
    let used = 0
    while (atMs < 600_000) {
      atMs = fallsUntil(isRoom, window, atMs)
      window = withUse(stillOf(window, atMs), 15, RULE, atMs)
      used += 15
    }
    expect(used / (atMs / RULE.perMs)).toBeLessThanOrEqual(RULE.most + 0.1)
  })

  it('keeps a bounded number of moments, and lets nobody begin too early for that', () => {
    const rule = { most: 1000, perMs: 60_000 }
    let exact: UseWindow = []
    let window: UseWindow = []
    for (let use = 0; use < 1000; use += 1) {
      const atMs = use * 37
      window = withUse(stillOf(window, atMs), 1, rule, atMs)
      exact = [...exact, [atMs + rule.perMs, 1]]
    }
    expect(window.length).toBeLessThan(205)
    const isLess = (used: number): boolean => used < 990
    for (let atMs = 37_000; atMs < 100_000; atMs += 997) {
      expect(usedOf(window, atMs)).toBeGreaterThanOrEqual(usedOf(exact, atMs))
    }
    const late = fallsUntil(isLess, window, 37_000) - fallsUntil(isLess, exact, 37_000)
    expect(late).toBeGreaterThanOrEqual(0)
    expect(late).toBeLessThanOrEqual(rule.perMs / 100)
  })

  it('takes amounts that binary fractions cannot say', () => {
    const rule = { most: 0.3, perMs: 1000 }
    const window = [0.1, 0.1, 0.1].reduce<UseWindow>(
      (before, amount, at) => withUse(before, amount, rule, at),
      [],
    )
    expect(usedOf(window, overAt(window))).toBe(0)
    expect(fallsUntil((used) => used < rule.most, window, 2)).toBe(1000)
  })
})
