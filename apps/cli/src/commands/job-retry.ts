import { retryJob } from '@arq/admin'
import { renderText } from '@arq/core'

import type { Command } from '../command.js'
import { codecsOf } from '../dlq/open-dlq.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { jobTexts } from '../job/texts.js'
import { complain, neededStore, type OpenClient, withClient } from '../job/with-client.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, type Servers, serversOf, STORE_FLAG } from '../servers.js'
import { verbTexts } from '../verb-texts.js'

/** `arq job retry`: a failed or aborted job runs again under its id, from its dead letter if there is one. */
export const jobRetryCommand: Command = {
  name: 'job retry',
  describe: verbTexts.jobRetryCommand(),
  names: { name: 'ids', describe: jobTexts.idsArgument() },
  flags: [...BROKER_FLAGS, STORE_FLAG, JSON_FLAG],
  examples: [{ line: 'arq job retry welcome:42', describe: jobTexts.exampleRetry() }],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const given: unknown = flags['ids']
  const ids = Array.isArray(given) ? given.map(String) : []
  const servers = await serversOf(flags, program)
  const retried: Retried[] = []
  await withClient(servers, undefined, async (open) => {
    neededStore(open, 'job retry', program)
    for (const id of ids) {
      const done = await retry(id, open, servers, program)
      if (done) retried.push(done)
    }
  })
  if (flags['json'] === true) printJson({ jobs: retried }, program.output)
  else for (const one of retried) print(one, program)
  return retried.length === ids.length ? EXIT_CODES.ok : EXIT_CODES.notFound
}

interface Retried {
  readonly jobId: string
  readonly queue: string
  /** The queue of its dead letter; `null`: it had none. */
  readonly from: string | null
}

async function retry(
  id: string,
  { client, transport }: OpenClient,
  servers: Servers,
  program: Program,
): Promise<Retried | undefined> {
  const named = servers.settings['dlqName']
  const dlqName = typeof named === 'string' ? named : undefined
  const done = await retryJob(id, { client, transport, codecs: codecsOf(servers), dlqName })
  if (done.outcome === 'retried') {
    const { jobId, queue, from } = done
    return { jobId, queue, from }
  }
  complain(
    done.outcome === 'unknown'
      ? jobTexts.unknownJob({ id })
      : jobTexts.notRetriable({ id, status: done.status }),
    program,
  )
  return undefined
}

function print({ jobId: id, queue, from }: Retried, { output, language }: Program): void {
  const text =
    from === null
      ? jobTexts.retriedRecord({ id, queue })
      : jobTexts.retriedLetter({ id, dlq: from, queue })
  output.write(`${renderText(text, language)}\n`)
}
