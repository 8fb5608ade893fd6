import { renderText } from '@arq/core'

import { type Colour, paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import type { FindingKind } from './finding.js'
import type { ProjectReading } from './read-project.js'
import { reportTexts } from './report-texts.js'

const COLOURS: Readonly<Record<FindingKind, Colour>> = {
  replace: 'green',
  look: 'yellow',
  none: 'red',
}

/** File by file, each place with its line. */
export function printReport(reading: ProjectReading, { output, language }: Program): void {
  const { files, skipped, read } = reading
  const lines: string[] = []
  for (const { path, findings, unread } of files) {
    lines.push(paint('bold', path, output))
    if (unread) {
      const why = renderText(unread.why, language)
      lines.push(`  ${String(unread.line)}: ${paint('yellow', why, output)}`)
    }
    for (const { line, kind, found, advice } of findings) {
      const word = paint(COLOURS[kind], renderText(reportTexts[kind](), language), output)
      lines.push(`  ${String(line)}: ${found}`, `      ${word}: ${renderText(advice, language)}`)
    }
    lines.push('')
  }
  if (skipped.length > 0) {
    lines.push(renderText(reportTexts.skipped({ files: skipped.join(', ') }), language))
  }
  const { count, ...kinds } = countOf(reading)
  const concerned = files.filter(({ findings }) => findings.length > 0).length
  const summary =
    count === 0
      ? reportTexts.nothing({ read })
      : reportTexts.summary({ count, files: concerned, ...kinds })
  output.write(`${[...lines, renderText(summary, language)].join('\n')}\n`)
}

/** Part of the contract: keys are added, never renamed. */
export function printReportAsJson(reading: ProjectReading, { output, language }: Program): void {
  const { files, skipped, read, sources } = reading
  const shown = files.map(({ path, findings, unread }) => ({
    path,
    unread: unread ? { line: unread.line, why: renderText(unread.why, language) } : null,
    findings: findings.map(({ advice, ...finding }) => ({
      ...finding,
      advice: renderText(advice, language),
    })),
  }))
  const counts = countOf(reading)
  printJson({ sources, read, skipped, counts, files: shown }, output)
}

/** How many places there are, in all and of each kind. */
export function countOf({ files }: ProjectReading) {
  const kinds = files.flatMap(({ findings }) => findings.map(({ kind }) => kind))
  const of = (kind: FindingKind): number => kinds.filter((each) => each === kind).length
  return { count: kinds.length, replace: of('replace'), look: of('look'), none: of('none') }
}
