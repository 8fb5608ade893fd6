import { describe, expect, it } from '@jest/globals'

import { ENGLISH_ONLY } from '../src/english-only.js'
import { writtenPages } from '../src/written-pages.js'

/** Not yet in Chinese. */
const AWAITED: readonly string[] = []

const pages = writtenPages()
const chinese = pages.filter((page) => page.startsWith('zh/')).map((page) => page.slice(3))
const english = pages.filter((page) => !page.startsWith('zh/'))

describe('both languages', () => {
  it('have the same pages, apart from what is in English only', () => {
    const wanted = english.filter(
      (page) => !ENGLISH_ONLY.some((folder) => page.startsWith(`${folder}/`)),
    )
    expect(wanted.filter((page) => !chinese.includes(page) && !AWAITED.includes(page))).toEqual([])
    expect(chinese.filter((page) => !english.includes(page))).toEqual([])
  })

  it('await no page that is not written in English', () => {
    expect(AWAITED.filter((page) => !english.includes(page))).toEqual([])
  })
})
