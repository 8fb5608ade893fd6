import { isArqError, renderText, type SignalAnswer, type Text } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { jobTexts } from '../job/texts.js'
import { complain, neededStore, withClient } from '../job/with-client.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'
import { jsonOrText } from '../words.js'

/** `arq signal`: gives a job what it waits for. */
export const signalCommand: Command = {
  name: 'signal',
  describe: verbTexts.signalCommand(),
  names: { name: 'signal', describe: jobTexts.signalArgument(), most: 3 },
  flags: [...BROKER_FLAGS, STORE_FLAG, JSON_FLAG],
  examples: [
    { line: 'arq signal order:42 approval true', describe: jobTexts.exampleSignal() },
    {
      line: `arq signal order:42 approval '{"by":"ada"}' --json`,
      describe: jobTexts.exampleSignalJson(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { output, language } = program
  const given: unknown = flags['signal']
  const [jobId, name, payload] = Array.isArray(given) ? given.map(String) : []
  if (jobId === undefined || name === undefined) {
    throw usageError(program, 'signal', jobTexts.signalNeedsTwo())
  }
  const servers = await serversOf(flags, program)
  const answer = await withClient(servers, undefined, async (open) => {
    neededStore(open, 'signal', program)
    const value = payload === undefined ? null : jsonOrText(payload)
    return open.client.signal(jobId, name, value).catch(unlessUnknown)
  })
  if (answer === undefined) {
    complain(jobTexts.unknownJob({ id: jobId }), program)
    return EXIT_CODES.notFound
  }
  if (flags['json'] === true) printJson({ jobId, signal: name, answer }, output)
  else output.write(`${renderText(WORDS[answer]({ id: jobId, signal: name }), language)}\n`)
  return answer === 'accepted' ? EXIT_CODES.ok : EXIT_CODES.failed
}

function unlessUnknown(error: unknown): undefined {
  if (isArqError(error) && error.code === 'ARQ_JOB_NOT_FOUND') return undefined
  throw error
}

type Words = (about: { readonly id: string; readonly signal: string }) => Text

const WORDS: Readonly<Record<SignalAnswer, Words>> = {
  accepted: jobTexts.signalAccepted,
  already: jobTexts.signalAlready,
  timedOut: jobTexts.signalTimedOut,
  ended: ({ id }) => jobTexts.signalEnded({ id }),
}
