import { type QueueInfo, renderText, type Text, type Transport } from '@arq/core'

import { paint, tableLines } from './print.js'
import type { Program } from './program.js'
import { texts } from './texts.js'

/** A queue and where its final failures go; a part that does not exist is `undefined`. */
export interface QueueReport {
  readonly name: string
  readonly info: QueueInfo | undefined
  readonly dlqName: string
  readonly dlq: QueueInfo | undefined
}

/** Asks for each queue and its dead letter queue; creates none. */
export async function readQueues(
  transport: Transport,
  names: readonly string[],
): Promise<readonly QueueReport[]> {
  const reports: QueueReport[] = []
  for (const name of names) {
    const dlqName = transport.deadLetterQueueOf(name)
    const info = await transport.queueInfo(name)
    reports.push({ name, info, dlqName, dlq: await transport.queueInfo(dlqName) })
  }
  return reports
}

/** Part of the contract: keys are added, never renamed. `null` is "not known" or "does not exist". */
export function queueReportJson({ name, info, dlqName, dlq }: QueueReport): unknown {
  return {
    name,
    exists: info !== undefined,
    ready: info?.ready ?? null,
    unacknowledged: info?.unacknowledged ?? null,
    consumers: info?.consumers ?? null,
    type: info?.type ?? null,
    deadLetterQueue: { name: dlqName, exists: dlq !== undefined, ready: dlq?.ready ?? null },
  }
}

/** A table of queues. With `changes`, by name, it has a column of how fast the waiting jobs become more or fewer. */
export function queueLines(
  reports: readonly QueueReport[],
  { output, language }: Program,
  changes?: ReadonlyMap<string, number>,
): readonly string[] {
  const left = (text: Text) => ({ title: renderText(text, language), align: 'left' as const })
  const right = (text: Text) => ({ title: renderText(text, language), align: 'right' as const })
  const cell = (value: string | number | undefined): string =>
    value === undefined ? '-' : String(value)
  const [heading = '', ...rows] = tableLines(
    [
      left(texts.columnQueue()),
      right(texts.columnReady()),
      ...(changes ? [right(texts.columnChange())] : []),
      right(texts.columnUnacknowledged()),
      right(texts.columnConsumers()),
      left(texts.columnType()),
      left(texts.columnDlq()),
      right(texts.columnDlqReady()),
    ],
    reports.map(({ name, info, dlqName, dlq }) => [
      name,
      cell(info?.ready),
      ...(changes ? [signed(changes.get(name))] : []),
      cell(info?.unacknowledged),
      cell(info?.consumers),
      cell(info?.type),
      dlqName,
      cell(dlq?.ready),
    ]),
  )
  return [paint('bold', heading, output), ...rows]
}

const signed = (change: number | undefined): string =>
  change === undefined ? '-' : `${change > 0 ? '+' : ''}${change.toFixed(1)}`
