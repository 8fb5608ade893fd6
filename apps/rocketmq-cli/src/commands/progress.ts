import { renderText } from '@arq/core'
import type { GroupProgress } from '@arq/rocketmq'

import { numberColumn, textColumn } from '../columns.js'
import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { FlagValues } from '../flag-values.js'
import { printJson, printTable } from '../print.js'
import type { Program } from '../program.js'
import { isoTime } from '../show-time.js'
import { texts } from '../texts.js'
import { withAdmin } from '../with-admin.js'

/** `rocketmq progress`: how far groups have come in each queue, and how much waits. Changes nothing. */
export const progressCommand: Command = {
  name: 'progress',
  describe: texts.progressCommand(),
  words: { name: 'groups', describe: texts.progressWords(), min: 1, max: Infinity },
  flags: [
    { name: 'topic', alias: 't', kind: 'text', describe: texts.topicFlag() },
    { name: 'members', alias: 'm', kind: 'switch', describe: texts.membersFlag() },
    { name: 'max-lag', kind: 'text', describe: texts.maxLagFlag() },
    { name: 'json', kind: 'switch', describe: texts.jsonFlag() },
  ],
  examples: [
    { line: 'rocketmq progress billing', describe: texts.exampleProgress() },
    { line: 'rocketmq progress billing -t orders --max-lag 1000', describe: texts.exampleMaxLag() },
  ],
  run: ({ words, flags }, program) =>
    withAdmin(flags, program, async (admin, calls): Promise<ExitCode> => {
      const values = new FlagValues(flags, program)
      const maxLag = values.count('max-lag', 0)
      const question = {
        ...calls,
        topic: values.text('topic'),
        withMembers: values.isOn('members'),
      }
      const found: GroupProgress[] = []
      for (const group of new Set(words)) found.push(await admin.groups.progress(group, question))

      if (values.isOn('json')) await printJson({ groups: found.map(toJson) }, program.output)
      else for (const progress of found) await printProgress(progress, program)
      const isOver = found.some(({ lag }) => maxLag !== undefined && lag > BigInt(maxLag))
      return isOver ? EXIT_CODES.failed : EXIT_CODES.ok
    }),
}

/** Part of the contract: keys are added, never renamed. `null` is "not known". */
function toJson({ group, lag, inflight, consumeTps, queues }: GroupProgress): unknown {
  return {
    ...{ group, lag, inflight: inflight ?? null, consumeTps },
    queues: queues.map(({ queue, ...progress }) => ({
      ...queue,
      brokerOffset: progress.brokerOffset,
      consumerOffset: progress.consumerOffset,
      pullOffset: progress.pullOffset ?? null,
      lag: progress.lag,
      inflight: progress.inflight ?? null,
      lastTimestamp: isoTime(progress.lastTimestamp) ?? null,
      clientId: progress.clientId ?? null,
    })),
  }
}

async function printProgress(progress: GroupProgress, program: Program): Promise<void> {
  const { group, lag, consumeTps, queues } = progress
  const { output, language } = program
  const summary = texts.progressSummary({
    ...{ group, lag: lag.toString(), tps: consumeTps.toFixed(2) },
  })
  await output.write(`${renderText(summary, language)}\n`)
  const hasClients = queues.some(({ clientId }) => clientId !== undefined)
  await printTable(
    [
      textColumn(program, texts.columnTopic()),
      textColumn(program, texts.columnBroker()),
      numberColumn(program, texts.columnQueue()),
      numberColumn(program, texts.columnMaxOffset()),
      numberColumn(program, texts.columnConsumed()),
      numberColumn(program, texts.columnLag()),
      numberColumn(program, texts.columnInflight()),
      textColumn(program, texts.columnLast()),
      ...(hasClients ? [textColumn(program, texts.columnClient())] : []),
    ],
    queues.map(({ queue, ...one }) => [
      ...[queue.topic, queue.brokerName, queue.queueId, one.brokerOffset, one.consumerOffset],
      ...[one.lag, one.inflight, isoTime(one.lastTimestamp)],
      ...(hasClients ? [one.clientId] : []),
    ]),
    output,
  )
}
