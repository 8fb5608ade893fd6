import { renderText } from '@arq/core'
import type { Admin, GroupAtBroker, GroupConnections } from '@arq/rocketmq'

import { numberColumn, textColumn } from '../columns.js'
import type { Command, Invocation } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { FlagValues } from '../flag-values.js'
import { printJson, printTable } from '../print.js'
import type { Program } from '../program.js'
import { texts } from '../texts.js'
import { type Calls, withAdmin } from '../with-admin.js'

/** `rocketmq groups`: which there are, or who of some of them is connected. Changes nothing. */
export const groupsCommand: Command = {
  name: 'groups',
  describe: texts.groupsCommand(),
  words: { name: 'groups', describe: texts.groupsWords(), min: 0, max: Infinity },
  flags: [
    { name: 'cluster', kind: 'text', describe: texts.clusterFlag() },
    { name: 'json', kind: 'switch', describe: texts.jsonFlag() },
  ],
  examples: [
    { line: 'rocketmq groups', describe: texts.exampleGroups() },
    { line: 'rocketmq groups billing', describe: texts.exampleGroup() },
  ],
  run: (invocation, program) =>
    withAdmin(invocation.flags, program, (admin, calls) =>
      invocation.words.length === 0
        ? list(admin, calls, invocation, program)
        : show(admin, calls, invocation, program),
    ),
}

async function list(
  admin: Admin,
  calls: Calls,
  { flags }: Invocation,
  program: Program,
): Promise<ExitCode> {
  const values = new FlagValues(flags, program)
  const groups = await admin.groups.list({ ...calls, cluster: values.text('cluster') })
  if (values.isOn('json')) await printJson({ groups }, program.output)
  else {
    const columns = [
      textColumn(program, texts.columnGroup()),
      textColumn(program, texts.columnBrokers()),
    ]
    await printTable(
      columns,
      groups.map(({ group, brokers }) => [group, brokers.join(' ')]),
      program.output,
    )
  }
  return EXIT_CODES.ok
}

interface GroupReport {
  readonly group: string
  readonly brokers: readonly GroupAtBroker[]
  readonly connections: GroupConnections
}

async function show(
  admin: Admin,
  calls: Calls,
  { words, flags }: Invocation,
  program: Program,
): Promise<ExitCode> {
  const values = new FlagValues(flags, program)
  const options = { ...calls, cluster: values.text('cluster') }
  const reports: GroupReport[] = []
  for (const group of new Set(words)) {
    const brokers = await admin.groups.get(group, options)
    const connections = await admin.groups.connections(group, options)
    reports.push({ group, brokers, connections })
  }
  if (values.isOn('json')) await printJson({ groups: reports.map(toJson) }, program.output)
  else for (const report of reports) await printReport(report, program)
  return EXIT_CODES.ok
}

/** Part of the contract: keys are added, never renamed. `null` is "not known". */
function toJson({ group, brokers, connections }: GroupReport): unknown {
  const { members, subscriptions, consumeType, messageModel, consumeFromWhere } = connections
  return {
    group,
    brokers: brokers.map(({ group: _, raw: __, ...broker }) => broker),
    members,
    subscriptions: subscriptions.map(({ topic, subString, expressionType }) => ({
      ...{ topic, expression: subString, type: expressionType },
    })),
    consumeType: consumeType ?? null,
    messageModel: messageModel ?? null,
    consumeFromWhere: consumeFromWhere ?? null,
  }
}

async function printReport(report: GroupReport, program: Program): Promise<void> {
  const { group, brokers, connections } = report
  const { output, language } = program
  const { members, subscriptions, consumeType, messageModel } = connections
  const [config] = brokers
  const summary = texts.groupSummary({
    group,
    members: members.length,
    how: [consumeType, messageModel].filter((part) => part !== undefined).join(' ') || '-',
    retries: config?.retryMaxTimes,
    enabled: String(brokers.every(({ consumeEnable }) => consumeEnable)),
  })
  await output.write(`${renderText(summary, language)}\n`)
  for (const { topic, subString } of subscriptions) {
    const line = texts.groupSubscription({ topic, expression: subString })
    await output.write(`${renderText(line, language)}\n`)
  }
  if (members.length === 0) return
  await printTable(
    [
      textColumn(program, texts.columnClient()),
      textColumn(program, texts.columnAddress()),
      textColumn(program, texts.columnLanguage()),
      numberColumn(program, texts.columnVersion()),
      textColumn(program, texts.columnBrokers()),
    ],
    members.map((member) => [
      ...[member.clientId, member.clientAddress, member.language, member.version],
      member.brokers.join(' '),
    ]),
    output,
  )
}
