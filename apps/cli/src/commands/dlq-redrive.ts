import { isEverything, type LetterFilter, MOST_LETTERS, redriveLetters } from '@arq/admin'

import type { Command } from '../command.js'
import { FILTER_FLAGS, readFilter, say } from '../dlq/letter-filter.js'
import { codecsOf, deadLetterQueues, DLQ_FLAGS } from '../dlq/open-dlq.js'
import { paceOf } from '../dlq/pace.js'
import { dlqTexts } from '../dlq/texts.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { ProgressBar } from '../progress-bar.js'
import { JSON_FLAG, type Servers, serversOf, withTransport } from '../servers.js'
import { texts } from '../texts.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

/** `arq dlq redrive`: sends dead letters back to their queues, each confirmed there before it leaves here. */
export const dlqRedriveCommand: Command = {
  name: 'dlq redrive',
  describe: verbTexts.dlqRedriveCommand(),
  names: { name: 'ids', describe: dlqTexts.idsArgument(), default: '' },
  flags: [
    ...DLQ_FLAGS,
    ...FILTER_FLAGS,
    { name: 'all', kind: 'switch', describe: dlqTexts.allFlag() },
    { name: 'rate', kind: 'text', describe: dlqTexts.rateFlag() },
    JSON_FLAG,
  ],
  examples: [
    {
      line: 'arq dlq redrive 2f1c5a7e9b3d4c6f8a0b1c2d3e4f5a6b -q orders',
      describe: dlqTexts.exampleRedriveOne(),
    },
    {
      line: 'arq dlq redrive -q orders --error ECONNREFUSED --rate 20',
      describe: dlqTexts.exampleRedriveError(),
    },
    { line: 'arq dlq redrive -q orders --all', describe: dlqTexts.exampleRedriveAll() },
  ],
  run,
}

interface Redriven {
  readonly name: string
  readonly total: number
  readonly redriven: number
  /** No jobs: nothing could run them. */
  readonly unreadable: number
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const filter = readFilter(flags, program, Date.now())
  if (isEverything(filter) && flags['all'] !== true) {
    throw usageError(program, 'dlq redrive', dlqTexts.sayWhich())
  }
  const pace = paceOf(flags['rate'], program)
  const servers = await serversOf(flags, program)
  const redriven = await redrive(flags, { servers, filter, pace, program })
  if (flags['json'] === true) printJson({ queues: redriven }, program.output)
  else for (const queue of redriven) print(queue, program)
  const count = redriven.reduce((sum, queue) => sum + queue.redriven, 0)
  const isMissing = filter.ids.length > count
  return isMissing || redriven.length === 0 ? EXIT_CODES.notFound : EXIT_CODES.ok
}

interface RedriveParts {
  readonly servers: Servers
  readonly filter: LetterFilter
  readonly pace: (() => Promise<void>) | undefined
  readonly program: Program
}

function redrive(
  flags: GivenFlags,
  { servers, filter, pace, program }: RedriveParts,
): Promise<readonly Redriven[]> {
  const codecs = codecsOf(servers)
  return withTransport(servers, async (transport) => {
    const done: Redriven[] = []
    for (const name of deadLetterQueues(flags, servers, transport)) {
      const bar = new ProgressBar(program.errors)
      const onProgress = (visited: number, total: number): void => bar.show(visited, total)
      const work = { transport, filter, codecs, pace, onProgress }
      const end = await redriveLetters(work, name).finally(() => bar.end())
      if (end) done.push({ name, ...end })
      else {
        const { errors } = program
        const absent = dlqTexts.noDlq({ queue: name, transport: transport.description })
        errors.write(
          `${paint('yellow', say(texts.warning(), program), errors)}${say(absent, program)}\n`,
        )
      }
    }
    return done
  })
}

function print({ name, total, redriven, unreadable }: Redriven, program: Program): void {
  const lines = [
    dlqTexts.redriven({ queue: name, count: redriven }),
    ...(unreadable > 0 ? [dlqTexts.unreadableKept({ queue: name, count: unreadable })] : []),
    ...(total > MOST_LETTERS ? [dlqTexts.moreThere({ queue: name, most: MOST_LETTERS })] : []),
  ]
  program.output.write(`${lines.map((line) => say(line, program)).join('\n')}\n`)
}
