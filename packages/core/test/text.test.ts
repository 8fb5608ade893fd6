import { readdirSync } from 'node:fs'

import { describe, expect, it } from '@jest/globals'

import { defineTexts, languageFromEnvironment, renderText, type Text } from '../src/texts/text.js'

/** Called without values here: only the template is looked at. */
type AnyMaker = (params: object) => Text

const SOURCES = new URL('../src/', import.meta.url)

async function textsOfAllRooms(): Promise<[name: string, make: AnyMaker][]> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  const catalogues = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('-texts.ts'))
  const rooms = await Promise.all(
    catalogues.map(async (file) => {
      const exported = (await import(`../src/${file.replace(/ts$/, 'js')}`)) as Record<
        string,
        unknown
      >
      return Object.values(exported).filter((value) => typeof value === 'object')
    }),
  )
  return rooms.flat().flatMap((room) => Object.entries(room as Record<string, AnyMaker>))
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

const makers = await textsOfAllRooms()

describe('the catalogues of texts', () => {
  it.each(makers)('have %s in both languages with the same values', (_key, make) => {
    const { template } = make({})
    expect(template['zh-CN']).toMatch(/\p{Script=Han}|^[{}\w： ]+$/u)
    expect(template.en).not.toBe('')
    expect(placeholders(template['zh-CN'])).toEqual(placeholders(template.en))
  })
})

describe('a text', () => {
  const texts = defineTexts({ hello: { en: 'Hello {name}, {n}', 'zh-CN': '{n}，你好 {name}' } })

  it('is rendered in the language that is asked for', () => {
    const text = texts.hello({ name: 'Ann', n: 5 })
    expect(renderText(text)).toBe('Hello Ann, 5')
    expect(renderText(text, 'zh-CN')).toBe('5，你好 Ann')
  })

  it('leaves the name of a missing value standing and does not fill values twice', () => {
    expect(renderText(texts.hello({ name: '{n}', n: undefined }))).toBe('Hello {n}, {n}')
  })
})

describe('the language of a person', () => {
  it.each([
    [{ ARQ_LANG: 'zh', LANG: 'en_US.UTF-8' }, 'zh-CN'],
    [{ ARQ_LANG: 'en', LANG: 'zh_CN.UTF-8' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
    [{ LC_ALL: 'ZH_TW', LANG: 'C' }, 'zh-CN'],
    [{ LC_MESSAGES: 'zh_CN' }, 'zh-CN'],
    [{ ARQ_LANG: 'zh_CN.UTF-8', LANG: 'C' }, 'zh-CN'],
    [{ ARQ_LANG: 'zh-Hans-CN' }, 'zh-CN'],
    [{ ARQ_LANG: '', LC_ALL: '', LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
    [{ ARQ_LANG: 'fr', LANG: 'zh_CN.UTF-8' }, 'en'],
    [{ LANG: 'Chinese (Simplified)_China.936' }, 'zh-CN'],
    [{ LANG: 'zha_CN' }, 'en'],
    [{ LANG: 'de_DE' }, 'en'],
    [{}, 'en'],
  ] as const)('of %j is %s', (environment, language) => {
    expect(languageFromEnvironment(environment)).toBe(language)
  })
})
