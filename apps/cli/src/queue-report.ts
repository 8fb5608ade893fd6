import type { QueueReport } from '@arq/admin'
import { renderText, type Text } from '@arq/core'

import { paint } from './print.js'
import type { Program } from './program.js'
import { type Column, tableLines } from './table.js'
import { texts } from './texts.js'

/** What was seen of queues at one time. */
export interface QueuesLook {
  readonly atMs: number
  readonly queues: readonly QueueReport[]
}

/** How fast waiting jobs become more, or fewer, since the look before: a second, by queue. Pure. */
export function changesSince(
  before: QueuesLook | undefined,
  now: QueuesLook,
): ReadonlyMap<string, number> {
  const changes = new Map<string, number>()
  if (!before || now.atMs <= before.atMs) return changes
  for (const { name, info } of now.queues) {
    const ready = before.queues.find((queue) => queue.name === name)?.info?.ready
    if (info && ready !== undefined) {
      changes.set(name, ((info.ready - ready) * 1000) / (now.atMs - before.atMs))
    }
  }
  return changes
}

/** A column, and what stands in it for a queue. */
interface QueueColumn extends Column {
  readonly cell: (report: QueueReport) => string | number | undefined
}

/**
 * A table of queues. Columns that nobody can fill are left out, apart from those of AMQP and the management API that
 * people look for. With `changes`, by name, it has a column of how fast the waiting jobs become more or fewer.
 */
export function queueLines(
  reports: readonly QueueReport[],
  program: Program,
  changes?: ReadonlyMap<string, number>,
): readonly string[] {
  const columns = queueColumns(reports, program, changes)
  const rows = reports.map((report) => columns.map(({ cell }) => String(cell(report) ?? '-')))
  const [heading = '', ...lines] = tableLines(columns, rows, program.output)
  return [paint('bold', heading, program.output), ...lines]
}

function queueColumns(
  reports: readonly QueueReport[],
  { language }: Program,
  changes: ReadonlyMap<string, number> | undefined,
): readonly QueueColumn[] {
  const column = (
    title: Text,
    align: Column['align'],
    cell: QueueColumn['cell'],
    isLesser = false,
  ): QueueColumn => ({ title: renderText(title, language), align, cell, isLesser })
  const hasRates = reports.some(({ info }) => info?.rates)
  const hasKeyed = reports.some(({ waitingForKeys = 0 }) => waitingForKeys > 0)
  const hasAges = reports.some(({ info }) => info?.oldestAt)
  return [
    column(texts.columnQueue(), 'left', ({ name }) => name),
    column(texts.columnReady(), 'right', ({ info }) => info?.ready),
    ...(changes
      ? [column(texts.columnChange(), 'right', ({ name }) => signed(changes.get(name)), true)]
      : []),
    ...(hasRates
      ? [
          column(texts.columnIn(), 'right', ({ info }) => info?.rates?.in.toFixed(1)),
          column(texts.columnOut(), 'right', ({ info }) => info?.rates?.out.toFixed(1)),
        ]
      : []),
    column(texts.columnUnacknowledged(), 'right', ({ info }) => info?.unacknowledged),
    ...(hasKeyed
      ? [column(texts.columnKeyed(), 'right', ({ waitingForKeys }) => waitingForKeys)]
      : []),
    column(texts.columnConsumers(), 'right', ({ info }) => info?.consumers),
    column(texts.columnType(), 'left', ({ info }) => info?.type, true),
    ...(hasAges
      ? [column(texts.columnOldest(), 'left', ({ info }) => info?.oldestAt?.toISOString())]
      : []),
    column(texts.columnDlq(), 'left', ({ dlqName }) => dlqName, true),
    column(texts.columnDlqReady(), 'right', ({ dlq }) => dlq?.ready),
  ]
}

const signed = (change: number | undefined): string | undefined =>
  change === undefined ? undefined : `${change > 0 ? '+' : ''}${change.toFixed(1)}`
