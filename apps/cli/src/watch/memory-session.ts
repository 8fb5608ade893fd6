import { createInterface } from 'node:readline'

import { type Client, createClient } from '@arq/client'
import { localizedMessage, type Logger, renderText, silentLogger, type Text } from '@arq/core'
import { redactText } from '@arq/core/internal'
import { type RunnableSettings, Worker } from '@arq/worker'

import { encryptionOf } from '../encryption-of.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { mergeSettings } from '../merge-settings.js'
import type { Overrides } from '../overrides.js'
import { payloadsOf } from '../payloads-of.js'
import type { Program } from '../program.js'
import { queuesOf } from '../queues-of.js'
import type { OpenBeside } from '../run-worker.js'
import type { GivenSettings } from '../settings-shape.js'
import { taskNamesOf } from '../task-names-of.js'
import type { Wiring } from '../wiring.js'
import { jsonOrText } from '../words.js'
import { watchTexts } from './texts.js'

export interface MemorySessionParts {
  /** Of the worker: without transport and store. */
  readonly settings: GivenSettings
  readonly overrides: Overrides
  readonly wiring: Wiring
  readonly logger: Logger
  readonly program: Program
  readonly openBeside?: OpenBeside | undefined
}

/** A worker in memory; each line of standard input is a call of a task. Ends when the worker is told to stop. */
export async function runInMemory(parts: MemorySessionParts): Promise<ExitCode> {
  const { settings, overrides, wiring, logger, program, openBeside } = parts
  const { workerTransport, clientTransport, resultStore } = await wiring.openMemory()
  const merged = mergeSettings(settings, overrides)
  const encryption = encryptionOf(settings, program)
  const payloads = await payloadsOf(settings, wiring, program)
  const shielded = { ...(encryption && { encryption }), ...(payloads && { payloads }) }
  const worker = new Worker({
    handleSignals: true,
    ...merged,
    ...{ transport: workerTransport, resultStore, logger, ...shielded },
    // The worker's constructor checks what the module gives.
  } as RunnableSettings<object>)
  const [queueName = 'default'] = queuesOf(merged) ?? []
  const client = await createClient({
    ...{ transport: clientTransport, resultStore, queueName, ...shielded },
    logger: silentLogger,
  })
  const say = (text: Text): void => program.output.write(`${renderText(text, program.language)}\n`)
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    if (line.trim() !== '') void call(line, client, program, say)
  })
  const shared = { transport: clientTransport, resultStore, logger }
  const beside = await openBeside?.({
    ...shared,
    settings,
    overrides,
    wiring,
    encryption,
    payloads,
  })
  say(watchTexts.typeCalls({ tasks: taskNamesOf(merged).join(', ') }))
  try {
    await worker.run()
  } finally {
    lines.close()
    await beside?.[Symbol.asyncDispose]()
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
