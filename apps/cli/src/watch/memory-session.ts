import { createInterface } from 'node:readline'

import { type Client, createClient } from '@arq/client'
import { localizedMessage, type Logger, renderText, silentLogger, type Text } from '@arq/core'
import { redactText } from '@arq/core/internal'
import { type RunnableSettings, Worker } from '@arq/worker'

import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { Program } from '../program.js'
import { queuesOf } from '../queues-of.js'
import type { GivenSettings } from '../settings-shape.js'
import type { MemoryParts } from '../wiring.js'
import { jsonOrText } from '../words.js'
import { watchTexts } from './texts.js'

export interface MemorySessionParts {
  /** Of the worker: without transport and store. */
  readonly settings: GivenSettings
  readonly memory: MemoryParts
  readonly logger: Logger
  readonly program: Program
}

/** A worker in memory; each line of standard input is a call of a task. Ends when the worker is told to stop. */
export async function runInMemory(parts: MemorySessionParts): Promise<ExitCode> {
  const { settings, memory, logger, program } = parts
  const { workerTransport, clientTransport, resultStore } = memory
  const worker = new Worker({
    handleSignals: true,
    ...settings,
    ...{ transport: workerTransport, resultStore, logger },
    // The worker's constructor checks what the module gives.
  } as RunnableSettings<object>)
  const [queueName = 'default'] = queuesOf(settings) ?? []
  const client = await createClient({
    ...{ transport: clientTransport, resultStore, queueName },
    logger: silentLogger,
  })
  const say = (text: Text): void => program.output.write(`${renderText(text, program.language)}\n`)
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    if (line.trim() !== '') void call(line, client, program, say)
  })
  say(watchTexts.typeCalls({ example: 'add 1 2' }))
  try {
    await worker.run()
  } finally {
    lines.close()
    await client.close()
  }
  return worker.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.failed
}

/** Never rejects: a mistyped line must not end the worker. */
async function call(
  line: string,
  client: Client,
  program: Program,
  say: (text: Text) => void,
): Promise<void> {
  const [task = '', ...words] = line.trim().split(/\s+/)
  try {
    const job = await client.enqueueJob(task, words.map(jsonOrText))
    say(watchTexts.devEnqueued({ task, id: job.id }))
    const result = JSON.stringify(await job.result()) as string | undefined
    say(watchTexts.devResult({ task, result: result ?? 'null' }))
  } catch (error) {
    const reason = redactText(localizedMessage(error, program.language))
    say(watchTexts.devFailed({ task, reason }))
  }
}
