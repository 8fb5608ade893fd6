import { EVENT_CHANNELS } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { eventPages } from '../src/reference/events.js'

describe('the reference of events', () => {
  it('says of every event, in both languages, when it comes', () => {
    const pages = eventPages()
    expect(pages).toHaveLength(2)
    for (const { text } of pages) {
      const told = [...text.matchAll(/^## (\w+)$/gm)].map(([, type]) => type)
      expect(told).toEqual(Object.keys(EVENT_CHANNELS))
    }
  })
})
