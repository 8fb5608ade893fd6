import type { Language } from './language.js'

/** Reads one answer; rejects with `Cancelled` when the person ends the program instead. */
export type Ask = (question: string) => Promise<string>

/** What the command uses of the process that it runs in. Tests give their own. */
export interface Program {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Relative paths are meant from here. */
  readonly folder: string
  readonly language: Language
  /** Absent where nobody sits at a terminal. */
  readonly ask?: Ask | undefined
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
  /** Runs a command to its end, its output shown as it comes. Rejects when it fails. */
  readonly run: (command: string, args: readonly string[], folder: string) => Promise<void>
}

/** Ctrl-C or Ctrl-D at a question. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}
