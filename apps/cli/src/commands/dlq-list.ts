import {
  groupLetters,
  type Letter,
  type LetterGroup,
  letterGroupsJson,
  letterJson,
  MOST_LETTERS,
  readLetters,
} from '@arq/admin'

import type { Command } from '../command.js'
import { errorLine, FILTER_FLAGS, readFilter, say } from '../dlq/letter-filter.js'
import { codecsOf, deadLetterQueues, DLQ_FLAGS } from '../dlq/open-dlq.js'
import { dlqTexts } from '../dlq/texts.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG, serversOf, withTransport } from '../servers.js'
import { tableLines } from '../table.js'
import { texts } from '../texts.js'
import { verbTexts } from '../verb-texts.js'

/** `arq dlq list`: what lies in dead letter queues. Takes nothing out. */
export const dlqListCommand: Command = {
  name: 'dlq list',
  describe: verbTexts.dlqListCommand(),
  flags: [
    ...DLQ_FLAGS,
    ...FILTER_FLAGS,
    { name: 'each', kind: 'switch', describe: dlqTexts.eachFlag() },
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq dlq list -q orders', describe: dlqTexts.exampleList() },
    {
      line: 'arq dlq list -q orders --task send_email --since 2h --each',
      describe: dlqTexts.exampleListFilter(),
    },
  ],
  run,
}

interface ListedQueue {
  readonly name: string
  readonly total: number
  readonly letters: readonly Letter[]
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const servers = await serversOf(flags, program)
  const filter = readFilter(flags, program, Date.now())
  const codecs = codecsOf(servers)
  return withTransport(servers, async (transport) => {
    const listed: ListedQueue[] = []
    const names = deadLetterQueues(flags, servers, transport)
    for (const name of names) {
      const found = await readLetters({ transport, filter, codecs }, name)
      if (found) listed.push({ name, ...found })
      else {
        const absent = dlqTexts.noDlq({ queue: name, transport: transport.description })
        warn(say(absent, program), program)
      }
    }
    const isEach = flags['each'] === true
    if (flags['json'] === true) {
      printJson({ queues: listed.map((queue) => toJson(queue, isEach)) }, program.output)
    } else for (const queue of listed) print(queue, isEach, program)
    return listed.length === names.length ? EXIT_CODES.ok : EXIT_CODES.notFound
  })
}

/** Part of the contract: keys are added, never renamed. `null` is "it does not say". */
function toJson({ name, total, letters }: ListedQueue, isEach: boolean): unknown {
  return {
    name,
    total,
    matched: letters.length,
    groups: letterGroupsJson(letters),
    ...(isEach ? { letters: letters.map(letterJson) } : {}),
  }
}

function print({ name, total, letters }: ListedQueue, isEach: boolean, program: Program): void {
  const { output } = program
  if (letters.length === 0) {
    const none =
      total === 0 ? dlqTexts.none({ queue: name }) : dlqTexts.noneOf({ queue: name, total })
    output.write(`${say(none, program)}\n`)
    return
  }
  const lines = isEach ? eachLines(letters, program) : groupLines(groupLetters(letters), program)
  const [heading = '', ...rows] = lines
  const counted = dlqTexts.counted({ queue: name, count: letters.length, total })
  output.write(`${say(counted, program)}\n`)
  output.write(`${[paint('bold', heading, output), ...rows].join('\n')}\n`)
  if (total > MOST_LETTERS) {
    warn(say(dlqTexts.moreThere({ queue: name, most: MOST_LETTERS }), program), program)
  }
}

function groupLines(groups: readonly LetterGroup[], program: Program): readonly string[] {
  return tableLines(
    [
      { title: say(dlqTexts.columnFingerprint(), program), align: 'left' },
      { title: say(dlqTexts.columnCount(), program), align: 'right' },
      { title: say(dlqTexts.columnTask(), program), align: 'left' },
      { title: say(dlqTexts.columnFirst(), program), align: 'left' },
      { title: say(dlqTexts.columnLast(), program), align: 'left' },
      { title: say(dlqTexts.columnError(), program), align: 'left' },
    ],
    groups.map(({ fingerprint, count, firstFailedAt, lastFailedAt, sample }) => [
      fingerprint,
      String(count),
      sample.task ?? '-',
      shortTime(firstFailedAt),
      shortTime(lastFailedAt),
      errorLine(sample),
    ]),
    program.output,
  )
}

function eachLines(letters: readonly Letter[], program: Program): readonly string[] {
  return tableLines(
    [
      { title: say(dlqTexts.columnJob(), program), align: 'left' },
      { title: say(dlqTexts.columnTask(), program), align: 'left' },
      { title: say(dlqTexts.columnFailedAt(), program), align: 'left' },
      { title: say(dlqTexts.columnTries(), program), align: 'right' },
      { title: say(dlqTexts.columnRedrives(), program), align: 'right' },
      { title: say(dlqTexts.columnError(), program), align: 'left' },
    ],
    letters.map((letter) => [
      letter.jobId ?? '-',
      letter.task ?? '-',
      shortTime(letter.failedAt),
      String(letter.tries ?? '-'),
      String(letter.redrives),
      errorLine(letter),
    ]),
    program.output,
  )
}

const shortTime = (date: Date | undefined): string =>
  date === undefined ? '-' : `${date.toISOString().slice(0, 19)}Z`

function warn(text: string, program: Program): void {
  const { errors } = program
  errors.write(`${paint('yellow', say(texts.warning(), program), errors)}${text}\n`)
}
