import { expect, it } from '@jest/globals'

import { displayWidth, padDisplay } from '../src/texts/display-width.js'

it.each([
  ['', 0],
  ['queue', 5],
  ['队列', 4],
  ['ｑ：', 4],
  ['한글', 4],
  ['naïve …', 7],
  ['\u001b[31mred\u001b[39m', 3],
])('%j takes %d columns', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})

it('fills up to a width, and cuts nothing', () => {
  expect(padDisplay('队列', 6, 'left')).toBe('队列  ')
  expect(padDisplay('7', 3, 'right')).toBe('  7')
  expect(padDisplay('队列', 3, 'left')).toBe('队列')
})
