import { isArqError, renderText, type SignalAnswer, type Text } from '@arq/core'
import { nearestName } from '@arq/core/internal'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { awaitedSignals } from '../job/awaited-signals.js'
import { jobTexts } from '../job/texts.js'
import { complain, neededStore, type OpenClient, withClient } from '../job/with-client.js'
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
  const words: unknown = flags['signal']
  const [jobId, name, payload] = Array.isArray(words) ? words.map(String) : []
  if (jobId === undefined) throw usageError(program, 'signal', jobTexts.signalNeedsTwo())
  const servers = await serversOf(flags, program)
  const given = await withClient(servers, undefined, async (open) => {
    neededStore(open, 'signal', program)
    return give({ jobId, name, payload }, open, program)
  })
  if (!given) {
    complain(jobTexts.unknownJob({ id: jobId }), program)
    return EXIT_CODES.notFound
  }
  const { answer, signal, awaited } = given
  if (flags['json'] === true) printJson({ jobId, signal, answer }, output)
  else output.write(`${renderText(WORDS[answer]({ id: jobId, signal }), language)}\n`)
  if (answer !== 'accepted') return EXIT_CODES.failed
  const doubt = doubtOf(jobId, signal, awaited)
  if (doubt) complain(doubt, program)
  return EXIT_CODES.ok
}

interface Given {
  readonly answer: SignalAnswer
  readonly signal: string
  /** What the job waited for before. */
  readonly awaited: readonly string[]
}

/** @returns `undefined`: nothing is known of the job */
async function give(
  {
    jobId,
    name: signal,
    payload,
  }: {
    readonly jobId: string
    readonly name: string | undefined
    readonly payload: string | undefined
  },
  open: OpenClient,
  program: Program,
): Promise<Given | undefined> {
  const awaited = await awaitedSignals(open, jobId)
  if (!awaited) return undefined
  if (signal === undefined) {
    const names = awaited.join(', ')
    throw usageError(
      program,
      'signal',
      names === '' ? jobTexts.signalNeedsTwo() : jobTexts.signalNeedsName({ id: jobId, names }),
    )
  }
  const value = payload === undefined ? null : jsonOrText(payload)
  const answer = await open.client.signal(jobId, signal, value).catch(unlessUnknown)
  return answer && { answer, signal, awaited }
}

/** A signal may come before its job asks for it; of one that waits for another it is worth a word. */
function doubtOf(id: string, signal: string, awaited: readonly string[]): Text | undefined {
  if (awaited.length === 0 || awaited.includes(signal)) return undefined
  const names = awaited.join(', ')
  const meant = nearestName(signal, awaited)
  return meant === undefined
    ? jobTexts.signalNotAwaited({ id, signal, names })
    : jobTexts.signalNotAwaitedMeant({ id, signal, names, meant })
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
