import type { Message } from '@arq/core'

import type { ExitCode } from './exit-codes.js'
import type { GivenFlags } from './overrides.js'
import type { Program } from './program.js'

/** A flag as a command declares it. Its value stays text: the setting's schema reads it. */
export interface Flag {
  /** Without the dashes. */
  readonly name: string
  readonly alias?: string
  readonly kind: 'text' | 'list' | 'switch'
  readonly describe: Message
  readonly isRequired?: boolean
  /** Shown in the help. */
  readonly default?: string
}

/** One verb of the command line. `run` is: read the flags, call, print. */
export interface Command {
  readonly name: string
  readonly describe: Message
  /** What follows the verb, if anything: any number of names. */
  readonly names?: { readonly name: string; readonly describe: Message; readonly default: string }
  readonly flags: readonly Flag[]
  readonly examples: readonly { readonly line: string; readonly describe: Message }[]
  run(flags: GivenFlags, program: Program): Promise<ExitCode>
}
