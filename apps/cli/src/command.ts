import type { Text } from '@arq/core'

import type { ExitCode } from './exit-codes.js'
import type { GivenFlags } from './overrides.js'
import type { Program } from './program.js'

/** A flag as a command declares it. Its value stays text: the setting's schema reads it. */
export interface Flag {
  /** Without the dashes. */
  readonly name: string
  readonly alias?: string
  readonly kind: 'text' | 'list' | 'switch'
  readonly describe: Text
  readonly isRequired?: boolean
  /** Of a text: the flag may stand alone, and is an empty text then. */
  readonly mayBeAlone?: boolean
  /** Shown in the help. */
  readonly default?: string
  /** `false`: the variable that other commands read in its place is not read. */
  readonly hasVariable?: false
}

/** A verb as the list of verbs shows it. Its flags, and what does its work, are loaded when it is asked for. */
export interface Verb {
  /** One word, or two where several verbs share the first. */
  readonly name: string
  readonly describe: Text
  load(): Promise<Command>
}

/** One verb of the command line. `run` is: read the flags, call, print. */
export interface Command {
  /** As its {@link Verb} is called: one word, or two. */
  readonly name: string
  readonly describe: Text
  /** What follows the verb, if anything: any number of names. */
  readonly names?: {
    readonly name: string
    readonly describe: Text
    /** What is taken when none is given, as the help shows it; empty: nothing to show. Absent: at least one is needed. */
    readonly default?: string
    /** The most that may be given. Absent: any number. */
    readonly most?: number
  }
  readonly flags: readonly Flag[]
  readonly examples: readonly { readonly line: string; readonly describe: Text }[]
  /** A wrong configuration file is no reason not to run it. Else the program that it gets has the file. */
  readonly readsConfigItself?: boolean
  run(flags: GivenFlags, program: Program): Promise<ExitCode>
}
