import { renderText } from '@arq/core'
import type { Admin, TopicAtBroker, TopicStats } from '@arq/rocketmq'

import { numberColumn, textColumn } from '../columns.js'
import type { Command, Invocation } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { FlagValues } from '../flag-values.js'
import { printJson, printTable } from '../print.js'
import type { Program } from '../program.js'
import { isoTime } from '../show-time.js'
import { texts } from '../texts.js'
import { type Calls, withAdmin } from '../with-admin.js'

/** `rocketmq topics`: which there are, or what some of them hold. Changes nothing. */
export const topicsCommand: Command = {
  name: 'topics',
  describe: texts.topicsCommand(),
  words: { name: 'topics', describe: texts.topicsWords(), min: 0, max: Infinity },
  flags: [
    { name: 'all', alias: 'a', kind: 'switch', describe: texts.allTopicsFlag() },
    { name: 'cluster', kind: 'text', describe: texts.clusterFlag() },
    { name: 'json', kind: 'switch', describe: texts.jsonFlag() },
  ],
  examples: [
    { line: 'rocketmq topics', describe: texts.exampleTopics() },
    { line: 'rocketmq topics orders --json', describe: texts.exampleTopic() },
  ],
  run: ({ words, flags }, program) =>
    withAdmin(flags, program, (admin, calls) =>
      words.length === 0
        ? list(admin, calls, { words, flags }, program)
        : show(admin, calls, { words, flags }, program),
    ),
}

async function list(
  admin: Admin,
  calls: Calls,
  { flags }: Invocation,
  program: Program,
): Promise<ExitCode> {
  const values = new FlagValues(flags, program)
  const found = await admin.topics.list({ ...calls, cluster: values.text('cluster') })
  const topics = values.isOn('all') ? found : found.filter(({ kind }) => kind === 'user')
  if (values.isOn('json')) await printJson({ topics }, program.output)
  else {
    const columns = [
      textColumn(program, texts.columnTopic()),
      textColumn(program, texts.columnKind()),
    ]
    await printTable(
      columns,
      topics.map(({ topic, kind }) => [topic, kind]),
      program.output,
    )
  }
  return EXIT_CODES.ok
}

interface TopicReport {
  readonly topic: string
  readonly brokers: readonly TopicAtBroker[]
  readonly stats: TopicStats
  readonly groups: readonly string[]
}

async function show(
  admin: Admin,
  calls: Calls,
  { words, flags }: Invocation,
  program: Program,
): Promise<ExitCode> {
  const reports: TopicReport[] = []
  for (const topic of new Set(words)) {
    const brokers = await admin.topics.get(topic, calls)
    const stats = await admin.topics.stats(topic, calls)
    reports.push({ topic, brokers, stats, groups: await admin.topics.groups(topic, calls) })
  }
  if (new FlagValues(flags, program).isOn('json')) {
    await printJson({ topics: reports.map(toJson) }, program.output)
  } else {
    for (const report of reports) await printReport(report, program)
  }
  return EXIT_CODES.ok
}

/** Part of the contract: keys are added, never renamed. `null` is "not known". */
function toJson({ topic, brokers, stats, groups }: TopicReport): unknown {
  return {
    topic,
    brokers: brokers.map(({ topic: _, ...broker }) => broker),
    messages: stats.messages,
    putTps: stats.putTps ?? null,
    groups,
    queues: stats.queues.map(({ queue, minOffset, maxOffset, lastUpdateTimestamp }) => ({
      ...{ brokerName: queue.brokerName, queueId: queue.queueId, minOffset, maxOffset },
      lastUpdateTimestamp: isoTime(lastUpdateTimestamp) ?? null,
    })),
  }
}

async function printReport(report: TopicReport, program: Program): Promise<void> {
  const { topic, brokers, stats, groups } = report
  const { output, language } = program
  const summary = texts.topicSummary({
    topic,
    messages: stats.messages.toString(),
    groups: groups.length === 0 ? '-' : groups.join(', '),
  })
  await output.write(`${renderText(summary, language)}\n`)
  await printTable(
    [
      textColumn(program, texts.columnBroker()),
      numberColumn(program, texts.columnReadQueues()),
      numberColumn(program, texts.columnWriteQueues()),
      textColumn(program, texts.columnPerm()),
      textColumn(program, texts.columnAttributes()),
    ],
    brokers.map(({ brokerName, readQueueNums, writeQueueNums, perm, attributes }) => [
      ...[brokerName, readQueueNums, writeQueueNums, permText(perm)],
      Object.entries(attributes)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    ]),
    output,
  )
  await printTable(
    [
      textColumn(program, texts.columnBroker()),
      numberColumn(program, texts.columnQueue()),
      numberColumn(program, texts.columnMinOffset()),
      numberColumn(program, texts.columnMaxOffset()),
      textColumn(program, texts.columnLast()),
    ],
    stats.queues.map(({ queue, minOffset, maxOffset, lastUpdateTimestamp }) => [
      ...[queue.brokerName, queue.queueId, minOffset, maxOffset],
      isoTime(lastUpdateTimestamp),
    ]),
    output,
  )
}

/** Source of the bits: apache/rocketmq `common/.../constant/PermName.java` (`perm2String`). */
const permText = (perm: number): string =>
  `${(perm & 4) === 0 ? '-' : 'R'}${(perm & 2) === 0 ? '-' : 'W'}${(perm & 1) === 0 ? '-' : 'X'}`
