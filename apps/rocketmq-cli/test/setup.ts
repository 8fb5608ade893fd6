import type { Language } from '@arq/core'

import type { Output, Program } from '../src/program.js'

export interface TestProgram extends Program {
  /** What was written so far. */
  readonly said: { output: string; errors: string }
}

interface Options {
  readonly environment?: Readonly<Record<string, string>>
  readonly language?: Language
  readonly hasColours?: boolean
  /** Standard input, in pieces; absent: a terminal. */
  readonly input?: readonly (string | Uint8Array)[]
  readonly nowMs?: number
}

/** A program that writes to memory. */
export function testProgram({
  environment = {},
  language = 'en',
  hasColours = false,
  input,
  nowMs = 0,
}: Options = {}): TestProgram {
  const said = { output: '', errors: '' }
  const into = (key: 'output' | 'errors'): Output => ({
    write: (text) => {
      said[key] += text
      return Promise.resolve()
    },
    isTerminal: hasColours,
    hasColours,
    width: 100,
  })
  return {
    environment,
    language,
    output: into('output'),
    errors: into('errors'),
    input: {
      isTerminal: input === undefined,
      async *chunks() {
        for (const chunk of input ?? []) yield Buffer.from(chunk)
      },
    },
    signal: new AbortController().signal,
    now: () => nowMs,
    said,
  }
}
