import { renderText } from '@arq/core'
import { expect, it } from '@jest/globals'

import { texts } from '../src/texts.js'

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort()

it.each(Object.entries(texts))('%s says the same in both languages', (_, make) => {
  const text = (make as () => Parameters<typeof renderText>[0])()
  const chinese = renderText(text, 'zh-CN')
  expect(placeholders(chinese)).toEqual(placeholders(renderText(text, 'en')))
  expect(chinese).toMatch(/\p{Script=Han}/u)
})
