import { describe, expect, it } from '@jest/globals'

import { JobIds } from '../src/enqueue/job-ids.js'

describe('JobIds', () => {
  it('gives ids of 32 hex digits, each another, from any number of stocks', () => {
    const ids = new JobIds()
    const given = Array.from({ length: 1000 }, () => ids.next())
    for (const id of given) expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(new Set(given).size).toBe(1000)
  })
})
