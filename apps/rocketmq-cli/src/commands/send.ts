import { renderText } from '@arq/core'
import { createProducer, type MessageInput, type Producer, type SendResult } from '@arq/rocketmq'

import type { Command } from '../command.js'
import { connectionSettings } from '../connection-settings.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { FlagValues } from '../flag-values.js'
import { printJsonLine } from '../print.js'
import type { Program } from '../program.js'
import { readAll, readLines } from '../standard-input.js'
import { texts } from '../texts.js'
import { usageError } from '../usage-error.js'

const DEFAULT_GROUP = 'rocketmq-cli'

/** `rocketmq send`: sends a message, or each line of standard input as one. */
export const sendCommand: Command = {
  name: 'send',
  describe: texts.sendCommand(),
  words: { name: 'topic-and-body', describe: texts.sendWords(), min: 1, max: 2 },
  flags: [
    { name: 'tag', kind: 'text', describe: texts.tagFlag() },
    { name: 'key', alias: 'k', kind: 'list', describe: texts.keyFlag() },
    { name: 'property', alias: 'p', kind: 'list', describe: texts.propertyFlag() },
    { name: 'sharding-key', kind: 'text', describe: texts.shardingKeyFlag() },
    { name: 'delay', kind: 'text', describe: texts.delayFlag() },
    { name: 'delay-level', kind: 'text', describe: texts.delayLevelFlag() },
    { name: 'lines', kind: 'switch', describe: texts.linesFlag() },
    { name: 'group', kind: 'text', describe: texts.groupFlag(), default: DEFAULT_GROUP },
    { name: 'json', kind: 'switch', describe: texts.jsonLinesFlag() },
  ],
  examples: [
    {
      line: 'rocketmq send orders \'{"id":1}\' --tag paid --key o-1',
      describe: texts.exampleSend(),
    },
    { line: 'rocketmq send orders --lines < orders.ndjson', describe: texts.exampleLines() },
  ],
  run,
}

async function run(
  { words, flags }: Parameters<Command['run']>[0],
  program: Program,
): Promise<ExitCode> {
  const values = new FlagValues(flags, program)
  const [topic = '', body] = words
  const message = { topic, ...describedMessage(values, program) }
  const bodies = bodiesOf(body, values, program)
  const isOrdered = message.shardingKey !== undefined
  const producer = createProducer({
    ...(await connectionSettings(flags, program)),
    group: values.text('group') ?? DEFAULT_GROUP,
    ...(isOrdered && { strategy: 'MESSAGE_HASH' as const }),
  })
  const isJson = values.isOn('json')
  await producer.start()
  try {
    for await (const one of bodies)
      await sendOne(producer, { ...message, body: one }, isJson, program)
  } finally {
    await producer.close()
  }
  return EXIT_CODES.ok
}

async function sendOne(
  producer: Producer,
  message: MessageInput,
  isJson: boolean,
  { output, signal, language }: Program,
): Promise<void> {
  const sent = await producer.send(message, { signal })
  if (isJson) return printJsonLine(toJson(sent), output)
  const { msgId, status, queue, queueOffset } = sent
  const place = `${queue.brokerName}/${queue.queueId}@${queueOffset}`
  const line = texts.sentLine({ msgId, place, topic: message.topic, status })
  return output.write(`${renderText(line, language)}\n`)
}

/** Part of the contract: keys are added, never renamed. */
function toJson({ msgId, offsetMsgId, status, queue, queueOffset }: SendResult): unknown {
  return { ...queue, queueOffset, msgId, offsetMsgId, status }
}

/** What the flags say of each message. */
function describedMessage(
  values: FlagValues,
  program: Program,
): Omit<MessageInput, 'topic' | 'body'> {
  return {
    tags: values.text('tag'),
    keys: values.list('key'),
    shardingKey: values.text('sharding-key'),
    delayMs: values.durationMs('delay'),
    delayLevel: values.count('delay-level', 1),
    properties: Object.fromEntries(
      values.list('property').map((pair) => {
        const at = pair.indexOf('=')
        if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)] as const
        throw usageError(program, '--property', texts.notAProperty({ value: pair }))
      }),
    ),
  }
}

/** The word after the topic, or standard input: as one message, or a message of each line. */
function bodiesOf(
  body: string | undefined,
  values: FlagValues,
  program: Program,
): AsyncIterable<string | Uint8Array> | Iterable<string> {
  const { input, language } = program
  const isByLine = values.isOn('lines')
  if (body !== undefined) {
    if (isByLine) throw usageError(program, '--lines', texts.linesAndBody())
    return [body]
  }
  if (input.isTerminal) {
    throw usageError(program, renderText(texts.bodyWord(), language), texts.bodyMissing())
  }
  return isByLine ? readLines(input) : readAll(input)
}
