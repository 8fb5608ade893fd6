import { describe, expect, it } from '@jest/globals'

import { cutLine, paint, wrappedLines } from '../src/print.js'

it('colours only where colours are wanted', () => {
  expect(paint('red', 'no', { hasColours: false })).toBe('no')
  expect(paint('red', 'no', { hasColours: true })).toBe('\u001b[31mno\u001b[39m')
})

it('breaks text at spaces, and Chinese anywhere', () => {
  expect(wrappedLines('one two three', 8)).toEqual(['one two', 'three'])
  expect(wrappedLines('显示帮助信息', 6)).toEqual(['显示帮', '助信息'])
})

it('cuts a line to the width of the terminal, colours apart', () => {
  expect(cutLine('abcdef', 4)).toBe('abcd')
  expect(cutLine('队列ab', 5)).toBe('队列a')
  const coloured = paint('bold', 'abcdef', { hasColours: true })
  expect(cutLine(coloured, 4)).toBe(paint('bold', 'abcd', { hasColours: true }))
})
