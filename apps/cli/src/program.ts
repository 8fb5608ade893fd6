import type { Language } from '@arq/core'
import { languageFromEnvironment } from '@arq/core'

import type { ConfigFile } from './config/read-config.js'

/** What a command may use of the process it runs in. Tests give their own. */
export interface Program {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Relative paths are meant from here. */
  readonly folder: string
  readonly language: Language
  /** The configuration file, once it is read; `undefined`: there is none. */
  readonly config?: ConfigFile | undefined
  /** Asks whoever sits at the terminal for a line; absent where nobody does. */
  readonly ask?: ((question: string) => Promise<string>) | undefined
  /** Standard output: what was asked for. */
  readonly output: Output
  /** Standard error: errors, warnings, log lines. */
  readonly errors: Output
}

export interface Output {
  write(text: string): void
  /** A person reads it, who likes colours. */
  readonly hasColours: boolean
  /** A person sees it, and what was written can be written over. */
  readonly isTerminal?: boolean
  /** Width of the terminal in characters, as it is now. */
  readonly width: number
  /** Aborts when nobody reads any more, as behind `| head -1`: what goes on for ever ends then. */
  readonly closed?: AbortSignal
  /** Its height in lines; absent where there is no terminal. */
  readonly height?: number | undefined
}

const WIDTH_WITHOUT_TERMINAL = 80
/** What a settings module left open (a pool, a timer) must not keep a command alive that has ended. */
const LEFTOVERS_MS = 1000

export function thisProcess(): Program {
  return {
    environment: process.env,
    folder: process.cwd(),
    language: languageFromEnvironment(process.env),
    ask: process.stdin.isTTY ? askOnTerminal : undefined,
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
  // Who reads may leave early, as `head` does. Without a listener that ends the process with a stack.
  const closed = new AbortController()
  stream.on('error', () => closed.abort())
  return {
    write: (text) => void stream.write(text),
    closed: closed.signal,
    // https://no-color.org: set and not empty.
    isTerminal: stream.isTTY,
    hasColours: stream.isTTY && (process.env['NO_COLOR'] ?? '') === '',
    // Typed as always there; absent when it is no terminal.
    get width() {
      return (stream as Partial<NodeJS.WriteStream>).columns ?? WIDTH_WITHOUT_TERMINAL
    },
    get height() {
      return (stream as Partial<NodeJS.WriteStream>).rows
    },
  }
}

async function askOnTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(question)
  } finally {
    terminal.close()
  }
}
