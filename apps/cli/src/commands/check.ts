import { localizedMessage, renderText, type ResultStore, type Transport } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode, exitCodeOf } from '../exit-codes.js'
import { type GivenFlags, overriddenQueues } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { queuesOf } from '../queues-of.js'
import { withoutPasswords } from '../report-error.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { texts } from '../texts.js'
import { watchTexts } from '../watch/texts.js'

/** `arq check`: for a probe. Broker and store answer, and each queue has a consumer. Changes nothing. */
export const checkCommand: Command = {
  name: 'check',
  describe: texts.checkCommand(),
  flags: [
    { name: 'queue', alias: 'q', kind: 'list', describe: watchTexts.checkQueueFlag() },
    ...BROKER_FLAGS,
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq check -m ./settings.ts:workerSettings', describe: watchTexts.exampleCheck() },
    { line: 'arq check -u amqp://broker', describe: watchTexts.exampleCheckServers() },
  ],
  run,
}

interface Checked {
  readonly what: string
  readonly isWell: boolean
  readonly text: Parameters<typeof renderText>[0]
  readonly code: ExitCode
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const servers = await serversOf(flags, program)
  const transport = await servers.openTransport()
  const resultStore = await servers.openResultStore()
  const queues = overriddenQueues(servers.overrides) ?? queuesOf(servers.settings) ?? []
  const isModule = flags['worker-module'] !== undefined
  const wanted = queues.length === 0 && isModule ? ['default'] : queues
  const checked = [
    ...(await checkBroker(transport, wanted, program)),
    ...(resultStore ? [await checkStore(resultStore, program)] : []),
  ]
  const { output, language } = program
  if (flags['json'] === true) {
    const checks = checked.map(({ what, isWell, text }) => ({
      what,
      isWell,
      says: renderText(text, language),
    }))
    printJson({ isWell: checked.every(({ isWell }) => isWell), checks }, output)
  } else {
    for (const { isWell, text } of checked) {
      output.write(`${paint(isWell ? 'green' : 'red', renderText(text, language), output)}\n`)
    }
  }
  return checked.find(({ isWell }) => !isWell)?.code ?? EXIT_CODES.ok
}

async function checkBroker(
  transport: Transport,
  queues: readonly string[],
  program: Program,
): Promise<readonly Checked[]> {
  const what = transport.description
  try {
    await transport.connect()
    const checked: Checked[] = [
      { what, isWell: true, text: watchTexts.answers({ what }), code: EXIT_CODES.ok },
    ]
    for (const queue of queues) checked.push(await checkQueue(transport, queue))
    return checked
  } catch (error) {
    return [silent(what, error, program)]
  } finally {
    await transport.close()
  }
}

async function checkQueue(transport: Transport, queue: string): Promise<Checked> {
  const count = (await transport.queueInfo(queue))?.consumers ?? 0
  const isWell = count > 0
  const text = isWell ? watchTexts.consumed({ queue, count }) : watchTexts.notConsumed({ queue })
  return { what: queue, isWell, text, code: isWell ? EXIT_CODES.ok : EXIT_CODES.failed }
}

async function checkStore(store: ResultStore, program: Program): Promise<Checked> {
  const what = renderText(texts.resultStoreName(), program.language)
  try {
    await store.connect()
    return { what, isWell: true, text: watchTexts.answers({ what }), code: EXIT_CODES.ok }
  } catch (error) {
    return silent(what, error, program)
  } finally {
    await store.close()
  }
}

function silent(what: string, error: unknown, { language }: Program): Checked {
  const reason = withoutPasswords(localizedMessage(error, language))
  return { what, isWell: false, text: watchTexts.silent({ what, reason }), code: exitCodeOf(error) }
}
