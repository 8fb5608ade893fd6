import type { Client, DrainReport } from '@arq/client'
import { renderText, type Text } from '@arq/core'

import type { Command } from '../command.js'
import { readTargets, readTimeout, TARGET_FLAGS, TARGET_NAMES } from '../control/control-flags.js'
import { controlTexts } from '../control/texts.js'
import { withClient } from '../control/with-client.js'
import { warnOfAbsent } from '../control/worker-lines.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

/** `arq drain`: a pause that waits until nothing runs, and can end the worker then. */
export const drainCommand: Command = {
  name: 'drain',
  describe: verbTexts.drainCommand(),
  names: TARGET_NAMES,
  flags: [
    ...TARGET_FLAGS,
    { name: 'end', kind: 'switch', describe: controlTexts.endFlag() },
    {
      name: 'timeout',
      kind: 'text',
      describe: controlTexts.drainTimeoutFlag(),
      default: '5m',
    },
  ],
  examples: [
    { line: 'arq drain mail', describe: controlTexts.exampleDrain() },
    { line: 'arq drain --worker mailer-1 --end', describe: controlTexts.exampleDrainEnd() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const targets = readTargets('drain', flags, program)
  const end = flags['end'] === true
  if (end && targets.some(({ queue }) => queue !== undefined)) {
    throw usageError(program, '--end', controlTexts.endNeedsWorker())
  }
  const tell = (text: Text): void => program.errors.write(`${renderText(text, program.language)}\n`)
  const running = new Map<number, number>()
  let told = -1
  const onProgress = (index: number, count: number): void => {
    running.set(index, count)
    const sum = [...running.values()].reduce((all, one) => all + one, 0)
    if (sum === told || running.size < targets.length) return
    told = sum
    if (sum > 0) tell(controlTexts.stillRunning({ count: sum }))
  }
  const options = { ...readTimeout(flags, program), end }
  const drain = (client: Client): Promise<DrainReport[]> =>
    Promise.all(
      targets.map((target, index) =>
        client.drain(target, { ...options, onProgress: (count) => onProgress(index, count) }),
      ),
    )
  const reports = await withClient(flags, program, drain)
  const isDrained = reports.every((report) => report.isDrained)
  if (flags['json'] === true) {
    printJson({ isDrained, targets: reports }, program.output)
  } else {
    const ended = reports.flatMap((report) => report.ended)
    const left = Math.max(told, 0)
    for (const worker of ended) {
      program.output.write(`${renderText(controlTexts.ended({ worker }), program.language)}\n`)
    }
    const end = isDrained ? controlTexts.drained() : controlTexts.notDrained({ count: left })
    program.output.write(`${renderText(end, program.language)}\n`)
  }
  for (const report of reports.slice(-1)) warnOfAbsent(report, program)
  return isDrained ? EXIT_CODES.ok : EXIT_CODES.failed
}
