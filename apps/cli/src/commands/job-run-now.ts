import { type RanNow, runJobNow } from '@arq/admin'
import { renderText, type Text } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { jobTexts } from '../job/texts.js'
import { complain, neededStore, withClient } from '../job/with-client.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { verbTexts } from '../verb-texts.js'

/** `arq job run-now`: brings a deferred job forward. */
export const jobRunNowCommand: Command = {
  name: 'job run-now',
  describe: verbTexts.jobRunNowCommand(),
  names: { name: 'ids', describe: jobTexts.idsArgument() },
  flags: [...BROKER_FLAGS, STORE_FLAG, JSON_FLAG],
  examples: [{ line: 'arq job run-now welcome:42', describe: jobTexts.exampleRunNow() }],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { output, language } = program
  const given: unknown = flags['ids']
  const ids = Array.isArray(given) ? given.map(String) : []
  const servers = await serversOf(flags, program)
  const moved: { readonly jobId: string; readonly newId: string; readonly queue: string }[] = []
  await withClient(servers, undefined, async (open) => {
    neededStore(open, 'job run-now', program)
    for (const id of ids) {
      const done = await runJobNow(id, open.client)
      if (done.outcome === 'moved') {
        const { jobId, newId, queue } = done
        moved.push({ jobId, newId, queue })
      } else complain(whyNot(id, done), program)
    }
  })
  if (flags['json'] === true) printJson({ jobs: moved }, output)
  else {
    for (const { jobId: id, newId, queue } of moved) {
      output.write(`${renderText(jobTexts.ranNow({ id, newId, queue }), language)}\n`)
    }
  }
  return moved.length === ids.length ? EXIT_CODES.ok : EXIT_CODES.notFound
}

function whyNot(id: string, done: Exclude<RanNow, { readonly outcome: 'moved' }>): Text {
  if (done.outcome === 'unknown') return jobTexts.unknownJob({ id })
  if (done.outcome === 'gone') return jobTexts.goneMeanwhile({ id })
  if (done.outcome === 'suspended') return jobTexts.suspendedItself({ id })
  return jobTexts.notDeferred({ id, status: done.status })
}
