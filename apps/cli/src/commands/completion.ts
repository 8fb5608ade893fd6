import { renderText } from '@arq/core'

import type { Command, Verb } from '../command.js'
import { type Completed, completionScript, type Shell, SHELLS } from '../completion/scripts.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { texts } from '../texts.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'
import { watchTexts } from '../watch/texts.js'

/** `arq completion <shell>`: the script that teaches a shell our verbs and flags. */
export const completionOf = (all: readonly Verb[]): Command => ({
  name: 'completion',
  describe: verbTexts.completionCommand(),
  names: { name: 'shell', describe: watchTexts.shellArgument(), most: 1 },
  flags: [],
  examples: [
    { line: 'source <(arq completion bash)', describe: watchTexts.exampleBash() },
    { line: 'source <(arq completion zsh)', describe: watchTexts.exampleZsh() },
    {
      line: 'arq completion fish > ~/.config/fish/completions/arq.fish',
      describe: watchTexts.exampleFish(),
    },
  ],
  readsConfigItself: true,
  run: (flags, program) => run(all, flags, program),
})

async function run(all: readonly Verb[], flags: GivenFlags, program: Program): Promise<ExitCode> {
  const given: unknown = flags['shell']
  const shell = Array.isArray(given) ? String(given[0]) : ''
  if (!isShell(shell)) throw usageError(program, 'completion', watchTexts.unknownShell({ shell }))
  const verbs = await Promise.all(all.map((verb) => completed(verb, program)))
  program.output.write(completionScript(shell, verbs))
  return EXIT_CODES.ok
}

const isShell = (text: string): text is Shell => SHELLS.some((shell) => shell === text)

async function completed(verb: Verb, { language }: Program): Promise<Completed> {
  const { describe, flags } = await verb.load()
  const everywhere = [
    { name: '--config', describe: renderText(texts.configFlag(), language) },
    { name: '--help', describe: renderText(texts.helpFlag(), language) },
  ]
  return {
    name: verb.name,
    describe: renderText(describe, language),
    flags: [
      ...flags.map((flag) => ({
        name: `--${flag.name}`,
        describe: renderText(flag.describe, language),
      })),
      ...everywhere,
    ],
  }
}
