import { expect, it } from '@jest/globals'

import { paint, tableLines } from '../src/print.js'
import { withoutPasswords } from '../src/report-error.js'

it('makes columns as wide as their widest cell, numbers to the right', () => {
  const columns = [
    { title: 'QUEUE', align: 'left' },
    { title: 'READY', align: 'right' },
  ] as const
  expect(
    tableLines(columns, [
      ['default', '7'],
      ['a', '100000'],
    ]),
  ).toEqual(['QUEUE     READY', 'default       7', 'a        100000'])
})

it('counts a Chinese character as two wide', () => {
  const columns = [
    { title: '队列', align: 'left' },
    { title: 'N', align: 'left' },
  ] as const
  expect(tableLines(columns, [['abcde', '1']])).toEqual(['队列   N', 'abcde  1'])
})

it('colours only where colours are wanted', () => {
  expect(paint('red', 'no', { hasColours: false })).toBe('no')
  expect(paint('red', 'no', { hasColours: true })).toBe('\u001b[31mno\u001b[39m')
})

it('takes passwords out of the words of others', () => {
  expect(withoutPasswords('at amqp://user:p@ss@host:5672/v and redis://:x@h')).toBe(
    'at amqp://user:***@host:5672/v and redis://:***@h',
  )
  expect(withoutPasswords('amqp://host:5672')).toBe('amqp://host:5672')
})
