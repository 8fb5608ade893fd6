import { isArqError, renderText, type StreamEntry } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { jobTexts } from '../job/texts.js'
import { complain, neededStore, type OpenClient, withClient } from '../job/with-client.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { streamTexts } from '../stream/texts.js'
import { twoNames } from '../stream/two-names.js'
import { verbTexts } from '../verb-texts.js'

/** `arq stream`: what a job writes to a stream, from the first item that is kept until the job has ended. */
export const streamCommand: Command = {
  name: 'stream',
  describe: verbTexts.streamCommand(),
  names: { name: 'stream', describe: streamTexts.streamArgument(), most: 2 },
  flags: [
    { name: 'after', kind: 'text', describe: streamTexts.afterFlag() },
    { name: 'raw', kind: 'switch', describe: streamTexts.rawFlag() },
    ...BROKER_FLAGS,
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq stream answer:42 tokens --raw', describe: streamTexts.exampleStream() },
    {
      line: 'arq stream answer:42 tokens --json --after 5b1f0c9d2e7a-128',
      describe: streamTexts.exampleStreamJson(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const [id, name] = twoNames(flags['stream'], 'stream', program)
  const servers = await serversOf(flags, program)
  return withClient(servers, undefined, async (open) => {
    neededStore(open, 'stream', program)
    try {
      await follow(id, name, { open, flags, program })
      return EXIT_CODES.ok
    } catch (error) {
      if (!isArqError(error) || error.code !== 'ARQ_JOB_NOT_FOUND') throw error
      complain(jobTexts.unknownJob({ id }), program)
      return EXIT_CODES.notFound
    }
  })
}

interface Following {
  readonly open: OpenClient
  readonly flags: GivenFlags
  readonly program: Program
}

async function follow(
  id: string,
  name: string,
  { open, flags, program }: Following,
): Promise<void> {
  const { output, language } = program
  const after = typeof flags['after'] === 'string' ? flags['after'] : undefined
  const print = printerOf(flags)
  let run: string | undefined
  const stream = open.client.getJob(id).stream(name, { after, signal: output.closed })
  for await (const entry of stream.entries()) {
    const { jobTry, missed } = entry
    if (flags['json'] !== true) {
      if (missed > 0) complain(streamTexts.missed({ missed }), program)
      if (run !== undefined && run !== entry.run) complain(streamTexts.anew({ jobTry }), program)
    }
    run = entry.run
    output.write(print(entry))
  }
  if (run === undefined && flags['json'] !== true) {
    program.errors.write(`${renderText(streamTexts.nothing({ id, name }), language)}\n`)
  }
}

function printerOf(flags: GivenFlags): (entry: StreamEntry) => string {
  if (flags['json'] === true) return (entry) => `${JSON.stringify(entry)}\n`
  const lineEnd = flags['raw'] === true ? '' : '\n'
  return ({ value }) => `${typeof value === 'string' ? value : JSON.stringify(value)}${lineEnd}`
}
