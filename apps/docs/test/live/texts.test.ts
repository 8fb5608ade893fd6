import type { Text } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { runTexts } from '../../live/src/run/texts.js'
import { storyTexts } from '../../live/src/story/texts.js'
import { kindHints, kindTexts, texts } from '../../live/src/words/texts.js'
import { tourTexts } from '../../live/src/words/tour-texts.js'

const catalogues = { runTexts, storyTexts, kindHints, kindTexts, texts, tourTexts }
const entries = Object.entries(catalogues).flatMap(([name, catalogue]) =>
  Object.entries(catalogue).map(
    ([key, make]) => [`${name}.${key}`, (make as (values: object) => Text)({}).template] as const,
  ),
)
const namesIn = (template: string): string[] =>
  [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted()

describe('the texts of the queue in the page', () => {
  it.each(entries)(
    '%s has the same values in both languages, and is Chinese in Chinese',
    (_, template) => {
      expect(namesIn(template['zh-CN'])).toEqual(namesIn(template.en))
      const words = template.en.replace(/\{\w+\}/g, '')
      if (/[a-z]{4}/i.test(words) && template.en !== 'Worker {name}' && template.en !== 'Workers') {
        expect(template['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
      }
    },
  )
})
