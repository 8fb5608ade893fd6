import { renderText } from '@arq/core'
import type { Admin, DeadLetter, ResendOptions } from '@arq/rocketmq'

import { numberColumn, textColumn } from '../columns.js'
import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { FlagValues } from '../flag-values.js'
import { messageJson, messageLine } from '../message-view.js'
import { printJson, printJsonLine, printTable } from '../print.js'
import type { Program } from '../program.js'
import { isoTime } from '../show-time.js'
import { texts } from '../texts.js'
import { usageError } from '../usage-error.js'
import { type Calls, withAdmin } from '../with-admin.js'

/** `rocketmq dlq`: messages that groups gave up. `list` and `inspect` change nothing. */
export const dlqCommand: Command = {
  name: 'dlq',
  describe: texts.dlqCommand(),
  words: { name: 'action', describe: texts.dlqWords(), min: 1, max: 2 },
  flags: [
    { name: 'id', kind: 'list', describe: texts.idFlag() },
    { name: 'from', alias: 'f', kind: 'text', describe: texts.fromFlag(), default: 'earliest' },
    { name: 'to', kind: 'text', describe: texts.untilFlag() },
    { name: 'all', alias: 'a', kind: 'switch', describe: texts.allLettersFlag() },
    { name: 'count', alias: 'c', kind: 'text', describe: texts.countFlag() },
    { name: 'to-topic', kind: 'switch', describe: texts.toTopicFlag() },
    { name: 'dry-run', kind: 'switch', describe: texts.dryRunFlag() },
    { name: 'json', kind: 'switch', describe: texts.jsonFlag() },
  ],
  examples: [
    { line: 'rocketmq dlq list', describe: texts.exampleDlqList() },
    { line: 'rocketmq dlq inspect billing --from 1d', describe: texts.exampleDlqInspect() },
    { line: 'rocketmq dlq resend billing --id C000020261…', describe: texts.exampleDlqResend() },
  ],
  run: ({ words, flags }, program) => {
    const [action = '', group] = words
    const values = new FlagValues(flags, program)
    const work = workOf(action, group, values, program)
    return withAdmin(flags, program, work)
  },
}

type Work = (admin: Admin, calls: Calls) => Promise<ExitCode>

function workOf(
  action: string,
  group: string | undefined,
  values: FlagValues,
  program: Program,
): Work {
  const refuse = (problem: ReturnType<typeof texts.groupNeeded>): never => {
    throw usageError(program, `dlq ${action}`, problem)
  }
  if (action === 'list') {
    if (group !== undefined) return refuse(texts.unknownWord({ word: group }))
    return (admin, calls) => list(admin, calls, values, program)
  }
  if (action !== 'inspect' && action !== 'resend') {
    return refuse(texts.unknownAction({ action, known: 'list, inspect, resend' }))
  }
  if (group === undefined) return refuse(texts.groupNeeded({ action }))
  const choice = choiceOf(values)
  if (action === 'inspect')
    return (admin, calls) => inspect(admin, calls, { group, choice, values }, program)
  // Sending everything again is not to happen by a forgotten flag.
  const isChosen = ['id', 'from', 'to', 'count'].some((name) => values.isGiven(name))
  if (!isChosen && !values.isOn('all')) return refuse(texts.choiceNeeded())
  return (admin, calls) => resend(admin, calls, { group, choice, values }, program)
}

type Choice = Pick<ResendOptions, 'from' | 'toTimestampMs' | 'select'> & {
  readonly count: number
}

function choiceOf(values: FlagValues): Choice {
  const ids = new Set(values.list('id'))
  const isWanted = ({ msgId, offsetMsgId }: DeadLetter): boolean =>
    ids.size === 0 || ids.has(msgId) || ids.has(offsetMsgId)
  return {
    from: values.place('from'),
    toTimestampMs: values.timestampMs('to'),
    select: isWanted,
    count: values.count('count', 1) ?? Infinity,
  }
}

interface LetterWork {
  readonly group: string
  readonly choice: Choice
  readonly values: FlagValues
}

async function list(
  admin: Admin,
  calls: Calls,
  values: FlagValues,
  program: Program,
): Promise<ExitCode> {
  const groups = await admin.deadLetters.groups(calls)
  if (values.isOn('json')) {
    const report = groups.map((one) => ({
      ...one,
      lastTimestamp: isoTime(one.lastTimestamp) ?? null,
    }))
    await printJson({ groups: report }, program.output)
    return EXIT_CODES.ok
  }
  await printTable(
    [
      textColumn(program, texts.columnGroup()),
      numberColumn(program, texts.columnLetters()),
      textColumn(program, texts.columnLast()),
    ],
    groups.map(({ group, messages, lastTimestamp }) => [group, messages, isoTime(lastTimestamp)]),
    program.output,
  )
  return EXIT_CODES.ok
}

async function inspect(
  admin: Admin,
  { signal }: Calls,
  { group, choice, values }: LetterWork,
  program: Program,
): Promise<ExitCode> {
  for await (const letter of chosen(admin, group, choice, signal)) {
    await printLetter(letter, values.isOn('json'), program)
  }
  return endOf(signal)
}

async function resend(
  admin: Admin,
  calls: Calls,
  work: LetterWork,
  program: Program,
): Promise<ExitCode> {
  const { group, choice, values } = work
  if (values.isOn('dry-run')) return inspect(admin, calls, work, program)
  const { count, ...which } = choice
  const isJson = values.isOn('json')
  const to = values.isOn('to-topic') ? 'topic' : 'group'
  let sent = 0
  for await (const resent of admin.deadLetters.resend(group, { ...calls, ...which, to })) {
    const { letter, topic, offsetMsgId } = resent
    if (isJson) {
      const { msgId } = letter
      await printJsonLine({ msgId, topic, offsetMsgId }, program.output)
    } else {
      const line = texts.resentLine({ msgId: letter.msgId, topic })
      await program.output.write(`${renderText(line, program.language)}\n`)
    }
    sent += 1
    if (sent >= count) break
  }
  if (sent > 0 || calls.signal.aborted) return endOf(calls.signal)
  throw usageError(program, 'dlq resend', texts.nothingChosen({ group }))
}

/** The letters that flags chose. */
async function* chosen(
  admin: Admin,
  group: string,
  { count, select = () => true, ...which }: Choice,
  signal: AbortSignal,
): AsyncGenerator<DeadLetter, void, undefined> {
  let found = 0
  for await (const letter of admin.deadLetters.read(group, { ...which, signal })) {
    if (!select(letter)) continue
    yield letter
    found += 1
    if (found >= count) return
  }
}

async function printLetter(
  letter: DeadLetter,
  isJson: boolean,
  { output }: Program,
): Promise<void> {
  const { originTopic } = letter
  if (isJson) {
    return printJsonLine({ originTopic: originTopic ?? null, ...messageJson(letter) }, output)
  }
  return output.write(`${originTopic ?? '?'} ${messageLine(letter)}\n`)
}

const endOf = (signal: AbortSignal): ExitCode =>
  signal.aborted ? EXIT_CODES.interrupted : EXIT_CODES.ok
