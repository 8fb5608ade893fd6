import { localizedMessage, type MessageExt } from '@arq/rocketmq'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { FlagValues } from '../flag-values.js'
import { messageJson, messageLine } from '../message-view.js'
import { printJsonLine } from '../print.js'
import type { Program } from '../program.js'
import { warn } from '../report-error.js'
import { texts } from '../texts.js'
import { withAdmin } from '../with-admin.js'

/** `rocketmq tail`: what comes to a topic, or what is there. Takes no message away from anybody. */
export const tailCommand: Command = {
  name: 'tail',
  describe: texts.tailCommand(),
  words: { name: 'topic', describe: texts.topicWord(), min: 1, max: 1 },
  flags: [
    { name: 'from', alias: 'f', kind: 'text', describe: texts.fromFlag(), default: 'latest' },
    { name: 'once', kind: 'switch', describe: texts.onceFlag() },
    { name: 'count', alias: 'c', kind: 'text', describe: texts.countFlag() },
    { name: 'tag', kind: 'list', describe: texts.tagFilterFlag() },
    { name: 'json', kind: 'switch', describe: texts.jsonLinesFlag() },
  ],
  examples: [
    { line: 'rocketmq tail orders', describe: texts.exampleTail() },
    { line: 'rocketmq tail orders --from 15m --once --json', describe: texts.exampleTailOnce() },
  ],
  run: ({ words, flags }, program) =>
    withAdmin(flags, program, async (admin, { signal }): Promise<ExitCode> => {
      const values = new FlagValues(flags, program)
      const [topic = ''] = words
      const isOnce = values.isOn('once')
      const tags = values.list('tag')
      const left = values.count('count', 1) ?? Infinity
      const from = values.place('from') ?? (isOnce ? 'earliest' : 'latest')
      const messages = isOnce
        ? admin.messages.read(topic, { signal, from })
        : admin.messages.follow(topic, { signal, from, onRetry: told(program) })
      try {
        await printUpTo(left, matching(messages, tags), values.isOn('json'), program)
      } catch (error) {
        // To be ended is how most of them end.
        if (!signal.aborted) throw error
      }
      return EXIT_CODES.ok
    }),
}

async function* matching(
  messages: AsyncIterable<MessageExt>,
  tags: readonly string[],
): AsyncGenerator<MessageExt, void, undefined> {
  for await (const message of messages) {
    const { tags: tag } = message
    if (tags.length === 0 || (tag !== undefined && tags.includes(tag))) yield message
  }
}

async function printUpTo(
  count: number,
  messages: AsyncIterable<MessageExt>,
  isJson: boolean,
  { output }: Program,
): Promise<void> {
  let printed = 0
  for await (const message of messages) {
    if (isJson) await printJsonLine(messageJson(message), output)
    else await output.write(`${messageLine(message)}\n`)
    printed += 1
    if (printed >= count) return
  }
}

/** Says once of each kind of failure that a broker is waited for. */
function told(program: Program): (error: unknown) => void {
  const said = new Set<string>()
  return (error) => {
    const reason = localizedMessage(error, program.language)
    if (said.has(reason)) return
    said.add(reason)
    void warn(reason, program)
  }
}
