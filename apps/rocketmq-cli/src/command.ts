import type { Text } from '@arq/core'

import type { ExitCode } from './exit-codes.js'
import type { Program } from './program.js'

/** A flag as a command declares it. Its value stays text until the command reads it. */
export interface Flag {
  /** Without the dashes. */
  readonly name: string
  readonly alias?: string
  readonly kind: 'text' | 'list' | 'switch'
  readonly describe: Text
  /** Shown in the help. */
  readonly default?: string
  /** The variable that is read where the flag is absent. */
  readonly variable?: string
}

/** What follows the verb. */
interface Words {
  readonly name: string
  readonly describe: Text
  readonly min: number
  /** `Infinity` for any number. */
  readonly max: number
}

/** What the argument parser found, by flag: text, what was repeated as a list, switches. */
export type GivenFlags = Readonly<Record<string, unknown>>

/** One command line, as a command gets it. */
export interface Invocation {
  readonly words: readonly string[]
  readonly flags: GivenFlags
}

/** One verb of the command line. `run` is: read the flags, call, print. */
export interface Command {
  readonly name: string
  readonly describe: Text
  readonly words?: Words
  readonly flags: readonly Flag[]
  readonly examples: readonly { readonly line: string; readonly describe: Text }[]
  run(invocation: Invocation, program: Program): Promise<ExitCode>
}
