import { renderText } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { jobTexts } from '../job/texts.js'
import { complain, neededStore, withClient } from '../job/with-client.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { verbTexts } from '../verb-texts.js'
import { ifUnknown } from './job.js'
import { callOf } from './job-retry.js'

/**
 * `arq job run-now`: brings a deferred job forward. Its message waits at the broker, where nobody can take it out: it is
 * aborted, which holds, and another job does its work.
 */
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
      const job = open.client.getJob(id)
      const info = await job.info().catch(ifUnknown)
      if (!info) complain(jobTexts.unknownJob({ id }), program)
      else if (
        info.status !== 'queued' ||
        !info.deferUntil ||
        info.deferUntil.getTime() <= Date.now()
      ) {
        complain(jobTexts.notDeferred({ id, status: info.status }), program)
      } else if (!(await job.abort())) complain(jobTexts.goneMeanwhile({ id }), program)
      else {
        const { queueName } = info
        const [sent] = await open.client.enqueueJobs([{ ...callOf(info), queueName }])
        moved.push({ jobId: id, newId: sent.id, queue: queueName })
      }
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
