import { type Delivery, type JobInfo, redrivenMessage, renderText, type Transport } from '@arq/core'

import type { Command } from '../command.js'
import { walkLetters } from '../dlq/letter-walk.js'
import { codecsOf } from '../dlq/open-dlq.js'
import { codecOf, readLetter } from '../dlq/read-letter.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { jobTexts } from '../job/texts.js'
import { complain, neededStore, type OpenClient, withClient } from '../job/with-client.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, type Servers, serversOf, STORE_FLAG } from '../servers.js'
import { verbTexts } from '../verb-texts.js'
import { ifUnknown } from './job.js'

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
  const info = await client.getJob(id).info().catch(ifUnknown)
  if (!info) {
    complain(jobTexts.unknownJob({ id }), program)
    return undefined
  }
  const { status, queueName } = info
  if (status !== 'failed' && status !== 'aborted') {
    complain(jobTexts.notRetriable({ id, status }), program)
    return undefined
  }
  const from = deadLetterQueueOf(queueName, servers, transport)
  if (await redriveOne(id, from, transport, servers)) return { jobId: id, queue: queueName, from }
  // Its id is taken as long as its record is kept.
  await client.deleteJobResult(id)
  await client.enqueueJobs([{ ...callOf(info), jobId: id, queueName }])
  return { jobId: id, queue: queueName, from: null }
}

/** What a job was called with, for another enqueue. */
export const callOf = ({ function: name, args, kwargs }: JobInfo) => ({
  function: name,
  args: [...args],
  kwargs: { ...kwargs },
})

function deadLetterQueueOf(queue: string, { settings }: Servers, transport: Transport): string {
  const named = settings['dlqName']
  return typeof named === 'string' ? named : transport.deadLetterQueueOf(queue)
}

async function redriveOne(
  id: string,
  queueName: string,
  transport: Transport,
  servers: Servers,
): Promise<boolean> {
  const codecs = codecsOf(servers)
  let isDone = false
  const visit = async (delivery: Delivery) => {
    if (isDone || (await readLetter(delivery, codecs)).jobId !== id) return 'kept' as const
    await transport.publish(await redrivenMessage(delivery, codecOf(delivery, codecs), Date.now()))
    isDone = true
    return 'taken' as const
  }
  await walkLetters(transport, queueName, { atOnce: 1, visit })
  return isDone
}

function print({ jobId: id, queue, from }: Retried, { output, language }: Program): void {
  const text =
    from === null
      ? jobTexts.retriedRecord({ id, queue })
      : jobTexts.retriedLetter({ id, dlq: from, queue })
  output.write(`${renderText(text, language)}\n`)
}
