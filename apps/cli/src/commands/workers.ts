import { durationToMs, renderText, type WorkerInfo } from '@arq/core'

import type { Command } from '../command.js'
import { GATHER_FLAG, queuesOf, readTimeout } from '../control/control-flags.js'
import { controlTexts } from '../control/texts.js'
import { withClient } from '../control/with-client.js'
import { warnOfAbsent, workerLines } from '../control/worker-lines.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG } from '../servers.js'
import { verbTexts } from '../verb-texts.js'

/** `arq workers`: who runs what, since when, and how it fares. */
export const workersCommand: Command = {
  name: 'workers',
  describe: verbTexts.workersCommand(),
  names: {
    name: 'queues',
    describe: controlTexts.workersQueues(),
    default: '',
  },
  flags: [...BROKER_FLAGS, GATHER_FLAG, JSON_FLAG],
  examples: [
    { line: 'arq workers', describe: controlTexts.exampleWorkers() },
    { line: 'arq workers mail --json', describe: controlTexts.exampleWorkersJson() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const options = readTimeout(flags, program)
  const report = await withClient(flags, program, (client) => client.workers(options))
  const queues = queuesOf(flags)
  const isMeant = (worker: WorkerInfo): boolean =>
    queues.length === 0 || worker.queues.some(({ name }) => queues.includes(name))
  const workers = report.workers.filter(isMeant)
  const unknownConsumers = report.unknownConsumers.filter(
    ({ queueName }) => queues.length === 0 || queues.includes(queueName),
  )
  const shown = { workers, silent: report.silent, unknownConsumers }
  if (flags['json'] === true) printJson(shown, program.output)
  else if (workers.length > 0) {
    program.output.write(`${workerLines(workers, Date.now(), program).join('\n')}\n`)
  }
  warnOfAbsent(shown, program)
  if (workers.length > 0) return EXIT_CODES.ok
  const seconds = durationToMs(options.timeout ?? '2s', 'timeout') / 1000
  program.errors.write(`${renderText(controlTexts.noWorkers({ seconds }), program.language)}\n`)
  return EXIT_CODES.notFound
}
