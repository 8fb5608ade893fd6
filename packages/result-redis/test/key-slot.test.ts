import { describe, expect, it } from '@jest/globals'

import { keySlot } from '../src/cluster/key-slot.js'

// As `CLUSTER KEYSLOT` of Redis 7.0.15 answers.
describe('the slot of a key', () => {
  it.each([
    ['123456789', 12_739],
    ['foo', 12_182],
    ['', 0],
  ])('is the checksum of the whole: %s', (key, slot) => {
    expect(keySlot(key)).toBe(slot)
  })

  it.each([
    ['a{foo}b', 'foo'],
    ['{foo}{bar}', 'foo'],
    ['a}{foo}', 'foo'],
    ['{{foo}', '{foo'],
  ])('is that of what stands in braces: %s', (key, hashed) => {
    expect(keySlot(key)).toBe(keySlot(hashed))
  })

  it.each(['{}foo', 'foo{}{bar}', 'foo{bar', 'foo}bar'])(
    'is that of all when nothing does: %s',
    (key) => {
      // The same bytes without a meaning.
      expect(keySlot(key)).not.toBe(keySlot('bar'))
      expect(keySlot(`{${key.replaceAll(/[{}]/g, '')}}`)).not.toBe(keySlot(key))
    },
  )
})
