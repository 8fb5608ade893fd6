import { describe, expect, it } from '@jest/globals'

import { guidePrograms, guideSamples } from './guide-pages.js'

describe.each(guidePrograms())('guide/%s.ts', (program) => {
  const samples = guideSamples(program)

  it('is shown by a page in English and its twin in Chinese', () => {
    const pages = samples.map(({ page }) => page)
    const english = pages.filter((page) => page.startsWith('guide/'))
    expect(english).not.toEqual([])
    expect(pages).toEqual([...english, ...english.map((page) => `zh/${page}`)])
  })

  it('is shown with what it prints', () => {
    for (const { prints } of samples) expect(prints).toBeTruthy()
  })
})
