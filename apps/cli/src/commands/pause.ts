import type { WorkerInfo } from '@arq/core'

import type { Command } from '../command.js'
import { changeWorkers } from '../control/change-workers.js'
import { GATHER_FLAG, TARGET_FLAGS, TARGET_NAMES } from '../control/control-flags.js'
import { controlTexts } from '../control/texts.js'
import { verbTexts } from '../verb-texts.js'

/** `arq pause`: workers take nothing from a queue, or one worker from any, until `arq resume`. */
export const pauseCommand: Command = {
  name: 'pause',
  describe: verbTexts.pauseCommand(),
  names: TARGET_NAMES,
  flags: [...TARGET_FLAGS, GATHER_FLAG],
  examples: [
    { line: 'arq pause mail', describe: controlTexts.examplePause() },
    { line: 'arq pause --worker mailer-1', describe: controlTexts.examplePauseWorker() },
  ],
  run: (flags, program) => changeWorkers('pause', flags, { program, describe }),
}

const describe = ({ workerId, queues, running }: WorkerInfo) => {
  const paused = queues.filter(({ isPaused }) => isPaused).map(({ name }) => name)
  return controlTexts.pausedWorker({ worker: workerId, queues: paused.join(', '), running })
}
