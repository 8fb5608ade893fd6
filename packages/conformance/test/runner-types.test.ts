import type * as nodeTest from 'node:test'

import { describe, expect, it } from '@jest/globals'

import type { Runner } from '../src/index.js'

describe('the runner', () => {
  it("can be jest's or node:test's", () => {
    const runners = (node: Pick<typeof nodeTest, 'describe' | 'it'>): readonly Runner[] => [
      { describe, it },
      { describe: node.describe, it: node.it },
    ]
    expect(runners).toBeInstanceOf(Function)
  })
})
