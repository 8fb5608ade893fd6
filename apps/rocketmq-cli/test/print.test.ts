import { describe, expect, it } from '@jest/globals'

import { paint, printable, printJson, printTable } from '../src/print.js'
import { testProgram } from './setup.js'

describe('a table', () => {
  it('has columns as wide as their widest cell, in any script, and a dash for what is not known', async () => {
    const { output, said } = testProgram()
    const columns = [
      { title: '主题', align: 'left' },
      { title: 'N', align: 'right' },
    ] as const
    await printTable(
      columns,
      [
        ['orders', 12n],
        ['b', undefined],
      ],
      output,
    )
    expect(said.output).toBe('主题     N\norders  12\nb        -\n')
  })

  it('has coloured headings where colours are liked', async () => {
    const { output, said } = testProgram({ hasColours: true })
    await printTable([{ title: 'A', align: 'left' }], [['b']], output)
    expect(said.output).toBe('\u001b[1mA\u001b[22m\nb\n')
    expect(paint('red', 'x', { hasColours: false })).toBe('x')
  })
})

it('what is printed cannot move the cursor, nor turn the text around', () => {
  expect(printable('a\nb\tc\u001b[2J\u009b\u202e')).toBe('a\\nb\\tc\\u001b[2J\\u009b\\u202e')
})

it('integers are exact in JSON: numbers as long as a number holds them', async () => {
  const { output, said } = testProgram()
  await printJson({ small: 5n, large: 2n ** 60n }, output)
  expect(JSON.parse(said.output)).toEqual({ small: 5, large: '1152921504606846976' })
})
