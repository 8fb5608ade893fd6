import type { TextTemplate } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { texts } from '../src/texts.js'

const placeholders = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe('the catalogue of texts', () => {
  // Called without values here: only the template is looked at.
  const makers = Object.entries(
    texts as unknown as Record<string, () => { readonly template: TextTemplate }>,
  )

  it.each(makers)('has %s in both languages with the same values', (_key, make) => {
    const { template } = make()
    expect(template['zh-CN']).toMatch(/\p{Script=Han}/u)
    expect(placeholders(template['zh-CN'])).toEqual(placeholders(template.en))
  })
})
