import type { Command } from '../command.js'
import { changeCrons, CRON_FLAGS, CRON_NAMES } from '../cron/change-crons.js'
import { cronTexts } from '../cron/texts.js'
import { verbTexts } from '../verb-texts.js'

/** `arq cron resume`: ends a pause of cron jobs. */
export const cronResumeCommand: Command = {
  name: 'cron resume',
  describe: verbTexts.cronResumeCommand(),
  names: CRON_NAMES,
  flags: CRON_FLAGS,
  examples: [
    {
      line: 'arq cron resume nightly -m ./settings.ts:workerSettings',
      describe: cronTexts.exampleResume(),
    },
  ],
  run: (flags, program) => changeCrons('resume', flags, program),
}
