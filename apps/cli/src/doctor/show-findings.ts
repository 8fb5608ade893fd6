import { type Finding, findingCounts, findingsJson, type FindingState } from '@arq/admin'
import { defineTexts, renderText, type Text } from '@arq/core'
import { redactText } from '@arq/core/internal'

import { type Colour, paint, printJson } from '../print.js'
import type { Program } from '../program.js'

const texts = defineTexts({
  ok: { en: 'ok', 'zh-CN': '正常' },
  warning: { en: 'warning', 'zh-CN': '警告' },
  problem: { en: 'problem', 'zh-CN': '问题' },
  unknown: { en: 'not told', 'zh-CN': '未知' },
  line: { en: '{state}: {seen} {code}', 'zh-CN': '{state}：{seen} {code}' },
  why: { en: 'Why: {text}', 'zh-CN': '原因：{text}' },
  todo: { en: 'Do:  {text}', 'zh-CN': '处理：{text}' },
  summary: {
    en: 'Problems: {problems}, warnings: {warnings}, not told: {unknown}, ok: {ok}',
    'zh-CN': '问题：{problems}，警告：{warnings}，未知：{unknown}，正常：{ok}',
  },
})

const COLOURS: Readonly<Record<FindingState, Colour>> = {
  ok: 'green',
  warning: 'yellow',
  problem: 'red',
  unknown: 'bold',
}

const INDENT = '    '

/** For people: what was seen, and below it why it matters and what to do. */
export function printFindings(findings: readonly Finding[], program: Program): void {
  const { output } = program
  const say = sayer(program)
  for (const finding of findings) {
    const state = paint(COLOURS[finding.state], say(texts[finding.state]()), output)
    const code = paint('dim', `[${finding.code}]`, output)
    const lines = [say(texts.line({ state, seen: say(finding.seen), code }))]
    for (const detail of finding.details ?? []) lines.push(`${INDENT}- ${say(detail)}`)
    if (finding.state !== 'ok') {
      lines.push(`${INDENT}${say(texts.why({ text: say(finding.why) }))}`)
      lines.push(`${INDENT}${say(texts.todo({ text: say(finding.todo) }))}`)
      for (const line of finding.lines ?? []) lines.push(`${INDENT}${INDENT}${line}`)
    }
    output.write(`${lines.join('\n')}\n`)
  }
  output.write(`${say(texts.summary({ ...findingCounts(findings) }))}\n`)
}

/** For programs. */
export function printFindingsAsJson(findings: readonly Finding[], program: Program): void {
  printJson(findingsJson(findings, program.language), program.output)
}

/** Reasons are the words of others, who like to quote the URL they were given. */
const sayer =
  ({ language }: Program) =>
  (message: Text): string =>
    redactText(renderText(message, language))
