import { renderText } from '@arq/core'

import type { Command } from '../command.js'
import { confirm } from '../confirm.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { jobTexts } from '../job/texts.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, withTransport } from '../servers.js'
import { texts } from '../texts.js'
import { verbTexts } from '../verb-texts.js'

/** `arq purge-queue`: drops what waits in queues. Asks for each, unless `--yes`; never creates one. */
export const purgeQueueCommand: Command = {
  name: 'purge-queue',
  describe: verbTexts.purgeQueueCommand(),
  names: { name: 'queues', describe: jobTexts.queuesArgument() },
  flags: [
    { name: 'yes', alias: 'y', kind: 'switch', describe: jobTexts.yesFlag() },
    ...BROKER_FLAGS,
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq purge-queue images', describe: jobTexts.examplePurge() },
    { line: 'arq purge-queue images default --yes', describe: jobTexts.examplePurgeYes() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { output, errors, language } = program
  const servers = await serversOf(flags, program)
  const given: unknown = flags['queues']
  const names = Array.isArray(given) ? [...new Set(given.map(String))] : []
  return withTransport(servers, async (transport) => {
    const purged: { readonly name: string; readonly dropped: number }[] = []
    let isMissing = false
    for (const name of names) {
      const info = await transport.queueInfo(name)
      const question = jobTexts.askPurge({ count: info?.ready ?? 0, queue: name })
      // An empty queue has nothing to lose.
      const isWanted =
        info !== undefined &&
        (flags['yes'] === true ||
          info.ready === 0 ||
          (await confirm('purge-queue', question, program)))
      const dropped = isWanted ? await transport.purgeQueue(name) : undefined
      if (dropped !== undefined) purged.push({ name, dropped })
      if (info) continue
      isMissing = true
      const absent = texts.noSuchQueue({ queue: name, transport: transport.description })
      const warning = paint('yellow', renderText(texts.warning(), language), errors)
      errors.write(`${warning}${renderText(absent, language)}\n`)
    }
    if (flags['json'] === true) printJson({ queues: purged }, output)
    else {
      for (const { name, dropped } of purged) {
        output.write(`${renderText(jobTexts.purged({ queue: name, count: dropped }), language)}\n`)
      }
    }
    return isMissing ? EXIT_CODES.notFound : EXIT_CODES.ok
  })
}
