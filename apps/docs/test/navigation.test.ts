import { describe, expect, it } from '@jest/globals'

import { linksOf, sections, type SiteLanguage } from '../.vitepress/sections.js'
import { writtenPages } from '../src/written-pages.js'

/** The pages of a section that people write, by their address without its ending. */
function addressesOf(folder: string, language: SiteLanguage): string[] {
  const start = language === 'zh' ? `zh/${folder}/` : `${folder}/`
  return writtenPages()
    .filter((page) => page.startsWith(start))
    .map((page) => `/${page.replace(/(?:index)?\.md$/, '')}`)
}

/** Its pages, and their navigation, are made by `npm run docs`. */
const WRITTEN = sections.filter(({ folder }) => folder !== 'reference')

describe.each(WRITTEN.map((section) => [section.folder, section] as const))(
  'the navigation of %s',
  (folder, { navigation }) => {
    it.each(['en', 'zh'] as const)('names every page in %s once, and no other', (language) => {
      // Decisions are written in English only.
      const pages = addressesOf(folder, folder === 'adr' ? 'en' : language)
      const isIndexOfDecisions = (address: string) => address === '/adr/'
      expect(linksOf(navigation[language]).toSorted()).toEqual(
        pages.filter((address) => !isIndexOfDecisions(address)).toSorted(),
      )
    })
  },
)
