import type { WorkerInfo } from '@arq/core'

import type { Command } from '../command.js'
import { changeWorkers } from '../control/change-workers.js'
import { GATHER_FLAG, TARGET_FLAGS, TARGET_NAMES } from '../control/control-flags.js'
import { controlTexts } from '../control/texts.js'
import { verbTexts } from '../verb-texts.js'

/** `arq resume`: ends a pause or a drain of the same target. */
export const resumeCommand: Command = {
  name: 'resume',
  describe: verbTexts.resumeCommand(),
  names: TARGET_NAMES,
  flags: [...TARGET_FLAGS, GATHER_FLAG],
  examples: [
    { line: 'arq resume mail', describe: controlTexts.exampleResume() },
    { line: 'arq resume --worker mailer-1', describe: controlTexts.exampleResumeWorker() },
  ],
  run: (flags, program) => changeWorkers('resume', flags, { program, describe }),
}

const describe = ({ workerId, state }: WorkerInfo) =>
  controlTexts.resumedWorker({ worker: workerId, state: controlTexts[state]() })
