import { hostname } from 'node:os'

import {
  type Duration,
  durationToMs,
  localizedMessage,
  renderText,
  type ResultStore,
  type Transport,
} from '@arq/core'
import { redactText } from '@arq/core/internal'

import { askWorkers } from '../check/ask-workers.js'
import { type Checked, checkedQueue, checkedWorkers, countedQueue } from '../check/show-verdict.js'
import { checkTexts } from '../check/texts.js'
import { isNarrow, type Scope } from '../check/verdict.js'
import type { Command } from '../command.js'
import { readTimeout } from '../control/control-flags.js'
import { EXIT_CODES, type ExitCode, exitCodeOf } from '../exit-codes.js'
import { type GivenFlags, overriddenQueues } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { queuesOf } from '../queues-of.js'
import { reachStore } from '../reach-store.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { texts } from '../texts.js'
import { verbTexts } from '../verb-texts.js'

const DEFAULT_TIMEOUT = '2s'

/**
 * `arq check`: for a probe. Broker and store answer, and a worker that answers takes jobs from each queue. Creates no
 * queue, and changes nothing.
 */
export const checkCommand: Command = {
  name: 'check',
  describe: verbTexts.checkCommand(),
  flags: [
    { name: 'queue', alias: 'q', kind: 'list', describe: checkTexts.queueFlag() },
    { name: 'here', kind: 'switch', describe: checkTexts.hereFlag() },
    { name: 'worker', alias: 'w', kind: 'text', describe: checkTexts.workerFlag() },
    { name: 'strict', kind: 'switch', describe: checkTexts.strictFlag() },
    {
      name: 'timeout',
      kind: 'text',
      describe: checkTexts.timeoutFlag(),
      default: DEFAULT_TIMEOUT,
    },
    ...BROKER_FLAGS,
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq check -m ./settings.ts:workerSettings', describe: checkTexts.exampleModule() },
    { line: 'arq check -u amqp://broker --here', describe: checkTexts.exampleHere() },
    { line: 'arq check -u amqp://broker', describe: checkTexts.exampleServers() },
  ],
  run,
}

interface Wanted {
  readonly queues: readonly string[]
  readonly scope: Scope
  readonly isStrict: boolean
  readonly timeout: Duration
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const servers = await serversOf(flags, program)
  const { timeout = DEFAULT_TIMEOUT } = readTimeout(flags, program)
  const queues = overriddenQueues(servers.overrides) ?? queuesOf(servers.settings) ?? []
  const worker = typeof flags['worker'] === 'string' ? flags['worker'] : undefined
  const scope = { worker, host: flags['here'] === true ? hostname() : undefined }
  const isModule = flags['worker-module'] !== undefined
  const wanted: Wanted = {
    queues: queues.length === 0 && isModule ? ['default'] : queues,
    scope,
    isStrict: flags['strict'] === true,
    timeout,
  }
  const transport = await servers.openTransport()
  const resultStore = await servers.openResultStore()
  const checked = [
    ...(await checkBroker(transport, wanted, program)),
    ...(resultStore ? [await checkStore(resultStore, program)] : []),
  ]
  show(checked, flags['json'] === true, program)
  return checked.find(({ isWell }) => !isWell)?.code ?? EXIT_CODES.ok
}

function show(checked: readonly Checked[], asJson: boolean, { output, language }: Program): void {
  if (asJson) {
    const checks = checked.map(({ what, isWell, standing, text, workers }) => ({
      ...{ what, isWell, standing },
      says: renderText(text, language),
      ...(workers ? { workers } : {}),
    }))
    printJson({ isWell: checked.every(({ isWell }) => isWell), checks }, output)
    return
  }
  for (const { isWell, text } of checked) {
    output.write(`${paint(isWell ? 'green' : 'red', renderText(text, language), output)}\n`)
  }
}

async function checkBroker(
  transport: Transport,
  wanted: Wanted,
  program: Program,
): Promise<readonly Checked[]> {
  const what = transport.description
  try {
    await transport.connect()
  } catch (error) {
    await transport.close()
    return [away(what, error, program)]
  }
  try {
    return [answering(what), ...(await checkWorkers(transport, wanted, program))]
  } finally {
    await transport.close()
  }
}

async function checkWorkers(
  transport: Transport,
  wanted: Wanted,
  { language }: Program,
): Promise<readonly Checked[]> {
  const { queues, scope, isStrict, timeout } = wanted
  if (queues.length === 0 && !isNarrow(scope)) return []
  const { broadcast, replyPush } = transport.capabilities
  if (!isNarrow(scope) && !(broadcast && replyPush)) {
    const infos = await Promise.all(queues.map((queue) => transport.queueInfo(queue)))
    return queues.map((queue, index) => countedQueue(queue, infos[index]?.consumers))
  }
  const asking = { scope, isStrict, seconds: durationToMs(timeout, 'timeout') / 1000, language }
  const told = await askWorkers(transport, wanted)
  return queues.length === 0
    ? [checkedWorkers(told.answered, asking)]
    : told.queues.map((queue) => checkedQueue(queue, asking))
}

async function checkStore(store: ResultStore, program: Program): Promise<Checked> {
  const what = renderText(texts.resultStoreName(), program.language)
  try {
    await reachStore(store)
    return answering(what)
  } catch (error) {
    return away(what, error, program)
  } finally {
    await store.close()
  }
}

const answering = (what: string): Checked => ({
  ...{ what, isWell: true, standing: 'answers', code: EXIT_CODES.ok },
  text: checkTexts.answers({ what }),
})

function away(what: string, error: unknown, { language }: Program): Checked {
  const reason = redactText(localizedMessage(error, language))
  return {
    ...{ what, isWell: false, standing: 'away', code: exitCodeOf(error) },
    text: checkTexts.away({ what, reason }),
  }
}
