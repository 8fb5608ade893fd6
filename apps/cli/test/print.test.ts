import { describe, expect, it } from '@jest/globals'

import { cutLine, paint, tableLines, wrappedLines } from '../src/print.js'

const anywhere = { isTerminal: false, width: 80 }

it('makes columns as wide as their widest cell, numbers to the right', () => {
  const columns = [
    { title: 'QUEUE', align: 'left' },
    { title: 'READY', align: 'right' },
  ] as const
  expect(
    tableLines(
      columns,
      [
        ['default', '7'],
        ['a', '100000'],
      ],
      anywhere,
    ),
  ).toEqual(['QUEUE     READY', 'default       7', 'a        100000'])
})

it('counts a Chinese character as two wide', () => {
  const columns = [
    { title: '队列', align: 'left' },
    { title: 'N', align: 'left' },
  ] as const
  expect(tableLines(columns, [['abcde', '1']], anywhere)).toEqual(['队列   N', 'abcde  1'])
})

describe('a table that is wider than the terminal', () => {
  const columns = [
    { title: 'ID', align: 'left' },
    { title: 'ERROR', align: 'left' },
    { title: 'N', align: 'right' },
  ] as const
  const rows = [['0123456789abcdef', '错误：没有这个订单', '1000']]

  it('has its texts cut, never the first column, nor numbers', () => {
    expect(tableLines(columns, rows, { isTerminal: true, width: 34 })).toEqual([
      'ID                ERROR          N',
      '0123456789abcdef  错误：没…   1000',
    ])
  })

  it('is cut no further than to what tells names from others', () => {
    const [, row] = tableLines(columns, rows, { isTerminal: true, width: 10 })
    expect(row).toBe('0123456789abcdef  错误：…   1000')
  })

  it('is whole where a program reads it', () => {
    const [, row] = tableLines(columns, rows, { isTerminal: false, width: 10 })
    expect(row).toBe('0123456789abcdef  错误：没有这个订单  1000')
  })
})

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
