import type { Client, ControlReport } from '@arq/client'
import { renderText, type Text, type WorkerInfo } from '@arq/core'

import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { readTargets, readTimeout } from './control-flags.js'
import { withClient } from './with-client.js'
import { warnOfAbsent } from './worker-lines.js'

/** Pauses or resumes all targets of the command line, and says how each worker is after it. */
export async function changeWorkers(
  verb: 'pause' | 'resume',
  flags: GivenFlags,
  { program, describe }: { program: Program; describe: (worker: WorkerInfo) => Text },
): Promise<ExitCode> {
  const targets = readTargets(verb, flags, program)
  const options = readTimeout(flags, program)
  const change = (client: Client) =>
    Promise.all(targets.map((target) => client[verb](target, options)))
  const shown = joined(await withClient(flags, program, change))
  if (flags['json'] === true) printJson(shown, program.output)
  else {
    for (const worker of shown.workers) {
      program.output.write(`${renderText(describe(worker), program.language)}\n`)
    }
  }
  warnOfAbsent(shown, program)
  return EXIT_CODES.ok
}

/** Each worker once, as it was said last. */
function joined(reports: readonly ControlReport[]): ControlReport {
  const workers = new Map(
    reports.flatMap((report) => report.workers.map((worker) => [worker.workerId, worker] as const)),
  )
  const last = reports.at(-1)
  return {
    workers: [...workers.values()],
    silent: last?.silent ?? [],
    unknownConsumers: last?.unknownConsumers ?? [],
  }
}
