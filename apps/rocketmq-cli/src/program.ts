import { type Language, languageFromEnvironment } from '@arq/core'

/** What a command may use of the process it runs in. Tests give their own. */
export interface Program {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly language: Language
  /** Standard output: what was asked for. */
  readonly output: Output
  /** Standard error: errors, warnings, progress. */
  readonly errors: Output
  readonly input: Input
  /** Aborted when the process is to end: by a signal, or because nobody reads its output any more. */
  readonly signal: AbortSignal
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface Output {
  /** Resolves when there is room for more. */
  write(text: string): Promise<void>
  /** A person reads it on a terminal. */
  readonly isTerminal: boolean
  /** …who likes colours. */
  readonly hasColours: boolean
  /** Width of the terminal in characters. */
  readonly width: number
}

/** Standard input. */
export interface Input {
  /** Somebody would have to type it. */
  readonly isTerminal: boolean
  chunks(): AsyncIterable<Uint8Array>
}

const WIDTH_WITHOUT_TERMINAL = 80
const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** What is still open must not keep a command alive that has ended. */
const LEFTOVERS_MS = 1000

/** The first signal ends the command in order, a second one at once. */
export function thisProcess(): Program {
  const end = new AbortController()
  for (const name of END_SIGNALS) process.once(name, () => end.abort())
  // Else a command that waits for standard input would go on waiting.
  end.signal.addEventListener('abort', () => process.stdin.destroy(), { once: true })
  // `| head` has read enough: the command ends, and nobody wants to hear of it.
  process.stdout.on('error', () => end.abort())
  process.stderr.on('error', () => end.abort())
  return {
    environment: process.env,
    language: languageFromEnvironment(process.env),
    output: toOutput(process.stdout, end.signal),
    errors: toOutput(process.stderr, end.signal),
    input: {
      isTerminal: (process.stdin as Partial<NodeJS.ReadStream>).isTTY ?? false,
      chunks: () => process.stdin,
    },
    signal: end.signal,
    now: Date.now,
  }
}

/** Ends the process once it is idle, or a second later. */
export function endProcess(exitCode: number): void {
  process.exitCode = exitCode
  process.stdin.destroy()
  setTimeout(() => process.exit(), LEFTOVERS_MS).unref()
}

function toOutput(stream: NodeJS.WriteStream, end: AbortSignal): Output {
  // Typed as always there; absent when it is no terminal.
  const { isTTY: isTerminal = false, columns } = stream as Partial<NodeJS.WriteStream>
  return {
    write: (text) => written(stream, text, end),
    isTerminal,
    // https://no-color.org: set and not empty.
    hasColours: isTerminal && (process.env['NO_COLOR'] ?? '') === '',
    width: columns ?? WIDTH_WITHOUT_TERMINAL,
  }
}

function written(stream: NodeJS.WriteStream, text: string, end: AbortSignal): Promise<void> {
  if (stream.write(text) || end.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done)
      end.removeEventListener('abort', done)
      resolve()
    }
    stream.once('drain', done)
    end.addEventListener('abort', done, { once: true })
  })
}
