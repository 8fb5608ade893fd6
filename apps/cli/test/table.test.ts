import { describe, expect, it } from '@jest/globals'

import { tableLines } from '../src/table.js'

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

  it('has its texts cut, the first column and numbers last', () => {
    expect(tableLines(columns, rows, { isTerminal: true, width: 34 })).toEqual([
      'ID                ERROR          N',
      '0123456789abcdef  错误：没…   1000',
    ])
  })

  it('is cut no further than to what tells names from others', () => {
    const [, row] = tableLines(columns, rows, { isTerminal: true, width: 32 })
    expect(row).toBe('0123456789abcdef  错误：…   1000')
  })

  it('leaves out what has no room as a whole, from the right, and never the first column', () => {
    const lines = (width: number) => tableLines(columns, rows, { isTerminal: true, width })
    expect(lines(31)).toEqual(['ID                ERROR', '0123456789abcdef  错误：没有这…'])
    expect(lines(25)).toEqual(['ID', '0123456789abcdef'])
    expect(lines(10)).toEqual(['ID', '0123456789abcdef'])
  })

  it('never shows half a heading, however narrow the terminal', () => {
    const many = ['QUEUE', 'READY', 'UNACKED', 'CONSUMERS', 'DLQ'].map((title, index) => ({
      title,
      align: index === 0 ? ('left' as const) : ('right' as const),
    }))
    const row = ['a-queue-with-a-long-name-of-its-own', '1', '2', '3', '4']
    for (let width = 24; width <= 80; width += 1) {
      const [heading = ''] = tableLines(many, [row], { isTerminal: true, width })
      expect(heading.length).toBeLessThanOrEqual(width)
      const titles = heading.split(/ {2,}/)
      expect(many.map(({ title }) => title).slice(0, titles.length)).toEqual(titles)
    }
  })

  it('does without what says nothing, then without lesser columns, from the right', () => {
    const lesser = [...columns, { title: 'HOST', align: 'left', isLesser: true }] as const
    const row = ['0123456789abcdef', '-', '1000', 'one']
    const lines = (width: number) => tableLines(lesser, [row], { isTerminal: true, width })
    expect(lines(40)[0]).toBe('ID                ERROR     N  HOST')
    expect(lines(30)[0]).toBe('ID                   N  HOST')
    expect(lines(25)[0]).toBe('ID                   N')
  })

  it('has its first column cut in the middle at last, so that names differ at both ends', () => {
    const names = ['a-queue-with-a-long-name-of-its-own', 'a-queue-with-a-long-name-of-another']
    const rows = names.map((name) => [name, '错误：没有', '1'])
    const lines = tableLines(columns, rows, { isTerminal: true, width: 37 })
    expect(lines.slice(1)).toEqual([
      'a-queue-with…-of-its-own  错误：…   1',
      'a-queue-with…-of-another  错误：…   1',
    ])
  })

  it('is whole where a program reads it', () => {
    const [, row] = tableLines(columns, rows, { isTerminal: false, width: 10 })
    expect(row).toBe('0123456789abcdef  错误：没有这个订单  1000')
  })
})
