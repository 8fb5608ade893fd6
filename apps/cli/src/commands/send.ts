import { isArqError, renderText } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { jobTexts } from '../job/texts.js'
import { complain, neededStore, withClient } from '../job/with-client.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { streamTexts } from '../stream/texts.js'
import { twoNames } from '../stream/two-names.js'
import { verbTexts } from '../verb-texts.js'
import { jsonOrText } from '../words.js'

/** `arq send`: a message to a job that waits or runs, whose task reads it by `ctx.inbox`. */
export const sendCommand: Command = {
  name: 'send',
  describe: verbTexts.sendCommand(),
  names: { name: 'message', describe: streamTexts.sendArgument(), most: 2 },
  flags: [...BROKER_FLAGS, STORE_FLAG, JSON_FLAG],
  examples: [
    { line: 'arq send answer:42 "shorter, please"', describe: streamTexts.exampleSend() },
    { line: `arq send answer:42 '{"topic": "cats"}'`, describe: streamTexts.exampleSendJson() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { output, language } = program
  const [id, message] = twoNames(flags['message'], 'send', program)
  const servers = await serversOf(flags, program)
  return withClient(servers, undefined, async (open) => {
    neededStore(open, 'send', program)
    let isSent
    try {
      isSent = await open.client.getJob(id).send(jsonOrText(message))
    } catch (error) {
      if (!isArqError(error) || error.code !== 'ARQ_JOB_NOT_FOUND') throw error
      complain(jobTexts.unknownJob({ id }), program)
      return EXIT_CODES.notFound
    }
    if (flags['json'] === true) printJson({ jobId: id, isSent }, output)
    else if (isSent) output.write(`${renderText(streamTexts.sent({ id }), language)}\n`)
    else complain(streamTexts.hasEnded({ id }), program)
    return isSent ? EXIT_CODES.ok : EXIT_CODES.failed
  })
}
