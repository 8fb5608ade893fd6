import { expect, it } from '@jest/globals'

import { languageFrom } from '../src/language.js'
import { catalogue } from '../src/texts.js'

const placeholders = (words: string): readonly string[] =>
  [...words.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort()

it.each(Object.entries(catalogue))('%s is in both languages, with the same values', (_, text) => {
  expect(placeholders(text['zh-CN'])).toEqual(placeholders(text.en))
  expect(text['zh-CN']).toMatch(/\p{Script=Han}/u)
  expect(text.en).not.toMatch(/\p{Script=Han}/u)
})

it('asks for the language as the arq command does', () => {
  expect(languageFrom({ ARQ_LANG: 'zh-CN', LANG: 'en_US.UTF-8' })).toBe('zh-CN')
  expect(languageFrom({ ARQ_LANG: '', LANG: 'zh_CN.UTF-8' })).toBe('zh-CN')
  expect(languageFrom({ ARQ_LANG: 'en', LANG: 'zh_CN.UTF-8' })).toBe('en')
  expect(languageFrom({})).toBe('en')
})
