import type { Command } from '../command.js'
import { changeCrons, CRON_FLAGS, CRON_NAMES } from '../cron/change-crons.js'
import { cronTexts } from '../cron/texts.js'
import { verbTexts } from '../verb-texts.js'

/** `arq cron pause`: all workers skip the ticks of cron jobs, until `arq cron resume`. */
export const cronPauseCommand: Command = {
  name: 'cron pause',
  describe: verbTexts.cronPauseCommand(),
  names: CRON_NAMES,
  flags: CRON_FLAGS,
  examples: [
    {
      line: 'arq cron pause nightly -m ./settings.ts:workerSettings',
      describe: cronTexts.examplePause(),
    },
  ],
  run: (flags, program) => changeCrons('pause', flags, program),
}
