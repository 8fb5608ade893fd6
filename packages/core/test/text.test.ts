import { describe, expect, it } from '@jest/globals'

import { defineTexts, languageFromEnvironment, renderText, type Text } from '../src/texts/text.js'
import { texts } from '../src/texts/texts.js'

const placeholders = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe('the catalogue of texts', () => {
  // Called without values here: only the template is looked at.
  const makers = Object.entries(texts as unknown as Record<string, (params: object) => Text>)

  it.each(makers)('has %s in both languages with the same values', (_key, make) => {
    const { template } = make({})
    expect(template['zh-CN']).toMatch(/\p{Script=Han}|^[{}\w：]+$/u)
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
