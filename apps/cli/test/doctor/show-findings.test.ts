import type { Finding } from '@arq/admin'
import { defineTexts } from '@arq/core'
import { expect, it } from '@jest/globals'

import { printFindings, printFindingsAsJson } from '../../src/doctor/show-findings.js'
import { testProgram } from '../setup.js'

const texts = defineTexts({
  seen: { en: 'at amqp://u:hush@h, {n}', 'zh-CN': '在 {n}' },
  why: { en: 'it matters', 'zh-CN': '有影响' },
  todo: { en: 'do so:', 'zh-CN': '这样做：' },
})

const FINDINGS: readonly Finding[] = [
  { code: 'good', state: 'ok', seen: texts.why() },
  {
    code: 'bad',
    state: 'problem',
    seen: texts.seen({ n: 3 }),
    details: [texts.why()],
    why: texts.why(),
    todo: texts.todo(),
    lines: ['make it so'],
  },
]

it('says what was seen, why it matters and what to do, without passwords', () => {
  const program = testProgram()
  printFindings(FINDINGS, program)
  expect(program.said.output).toBe(
    [
      'ok: it matters [good]',
      'problem: at amqp://u:[redacted]@h, 3 [bad]',
      '    - it matters',
      '    Why: it matters',
      '    Do:  do so:',
      '        make it so',
      'Problems: 1, warnings: 0, not told: 0, ok: 1',
      '',
    ].join('\n'),
  )
})

it('says it in Chinese', () => {
  const program = testProgram({ language: 'zh-CN' })
  printFindings(FINDINGS, program)
  expect(program.said.output).toContain('问题：在 3 [bad]')
  expect(program.said.output).toContain('原因：有影响')
})

it('says the same to programs', () => {
  const program = testProgram()
  printFindingsAsJson(FINDINGS, program)
  expect(JSON.parse(program.said.output)).toEqual({
    findings: [
      {
        code: 'good',
        state: 'ok',
        seen: 'it matters',
        details: [],
        why: null,
        todo: null,
        lines: [],
        letters: null,
      },
      {
        code: 'bad',
        state: 'problem',
        seen: 'at amqp://u:[redacted]@h, 3',
        details: ['it matters'],
        why: 'it matters',
        todo: 'do so:',
        lines: ['make it so'],
        letters: null,
      },
    ],
    counts: { problems: 1, warnings: 0, unknown: 0, ok: 1 },
  })
})
