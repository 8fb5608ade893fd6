import type { Language } from '@arq/core'
import { languageFromEnvironment } from '@arq/core'

/** What a command may use of the process it runs in. Tests give their own. */
export interface Program {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Relative paths are meant from here. */
  readonly folder: string
  readonly language: Language
  /** Standard output: what was asked for. */
  readonly output: Output
  /** Standard error: errors, warnings, log lines. */
  readonly errors: Output
}

export interface Output {
  write(text: string): void
  /** A person reads it, who likes colours. */
  readonly hasColours: boolean
  /** Width of the terminal in characters. */
  readonly width: number
}

const WIDTH_WITHOUT_TERMINAL = 80
/** What a settings module left open (a pool, a timer) must not keep a command alive that has ended. */
const LEFTOVERS_MS = 1000

export function thisProcess(): Program {
  return {
    environment: process.env,
    folder: process.cwd(),
    language: languageFromEnvironment(process.env),
    output: toOutput(process.stdout),
    errors: toOutput(process.stderr),
  }
}

/** Ends the process once it is idle, or a second later. */
export function endProcess(exitCode: number): void {
  process.exitCode = exitCode
  setTimeout(() => process.exit(), LEFTOVERS_MS).unref()
}

function toOutput(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    // https://no-color.org: set and not empty.
    hasColours: stream.isTTY && (process.env['NO_COLOR'] ?? '') === '',
    // Typed as always there; absent when it is no terminal.
    width: (stream as Partial<NodeJS.WriteStream>).columns ?? WIDTH_WITHOUT_TERMINAL,
  }
}
