import { renderText, type Text } from '@arq/core'

import { counted } from '../jobs/search-progress.js'
import { paint } from '../print.js'
import type { Program } from '../program.js'
import { span } from '../span.js'
import { tableLines } from '../table.js'
import type { FoldedJob, FoldedTree, StatusCounts } from './folded-tree.js'
import { flowTexts } from './texts.js'

/** One line of the drawing: a job, or how many are not shown. */
interface Line {
  /** What stands before it: the branches of the tree. */
  readonly branches: string
  readonly job: FoldedJob | undefined
  readonly folded: StatusCounts | undefined
}

/** A flow drawn as a tree, one job a line, and how many jobs there are of each status. */
export function treeLines(
  { root, counts }: FoldedTree,
  nowMs: number,
  { output, language }: Program,
): readonly string[] {
  const say = (text: Text): string => renderText(text, language)
  const lines = linesOf(root)
  const rows = lines.map(({ branches, job, folded }) =>
    job ? cellsOf(branches, job, nowMs) : [`${branches}${say(foldedText(folded, say))}`],
  )
  const columns = [
    flowTexts.columnTask(),
    flowTexts.columnStatus(),
    flowTexts.columnSince(),
    flowTexts.columnJob(),
    flowTexts.columnError(),
  ].map((text) => ({ title: say(text), align: 'left' as const }))
  const jobRows = rows.filter((_row, index) => lines[index]?.job !== undefined)
  const [heading = '', ...drawn] = tableLines(columns, jobRows, output)
  const jobLines = drawn.values()
  return [
    paint('bold', heading, output),
    // What is folded is a sentence, which no column is as wide as.
    ...rows.map((row, index) =>
      lines[index]?.job ? (jobLines.next().value ?? '') : (row[0] ?? ''),
    ),
    say(flowTexts.total({ count: counted(sumOf(counts)), statuses: statusesText(counts, say) })),
  ]
}

/** Each job before its children, which follow each other. */
function linesOf(root: FoldedJob): readonly Line[] {
  const lines: Line[] = []
  const open: { readonly line: Line; readonly indent: string }[] = [
    { line: { branches: '', job: root, folded: undefined }, indent: '' },
  ]
  for (let next = open.pop(); next; next = open.pop()) {
    const { line, indent } = next
    lines.push(line)
    if (!line.job) continue
    const { children, folded } = line.job
    const below: Pick<Line, 'job' | 'folded'>[] = children.map((job) => ({
      job,
      folded: undefined,
    }))
    if (folded.size > 0) below.push({ job: undefined, folded })
    // The first one is on top of the stack.
    for (const [at, one] of [...below.entries()].reverse()) {
      const isLast = at === below.length - 1
      open.push({
        line: { ...one, branches: `${indent}${isLast ? '└─ ' : '├─ '}` },
        indent: `${indent}${isLast ? '   ' : '│  '}`,
      })
    }
  }
  return lines
}

function cellsOf(branches: string, { info }: FoldedJob, nowMs: number): readonly string[] {
  const { task = '?', status = '?', since, jobId, error } = info
  return [
    ...[`${branches}${task}`, status],
    ...[since ? span(nowMs - since.getTime()) : '-', jobId, error?.split('\n', 1)[0] ?? '-'],
  ]
}

const foldedText = (counts: StatusCounts = new Map(), say: (text: Text) => string): Text =>
  flowTexts.folded({ count: counted(sumOf(counts)), statuses: statusesText(counts, say) })

const sumOf = (counts: StatusCounts): number => {
  let sum = 0
  for (const some of counts.values()) sum += some
  return sum
}

/** Most first. */
function statusesText(counts: StatusCounts, say: (text: Text) => string): string {
  const sorted = [...counts].sort(([, one], [, other]) => other - one)
  return sorted
    .map(([status, count]) =>
      say(
        status === 'none'
          ? flowTexts.countOfNone({ count: counted(count) })
          : flowTexts.countOf({ status, count: counted(count) }),
      ),
    )
    .join(say(flowTexts.comma()))
}
