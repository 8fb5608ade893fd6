import { join } from 'node:path'

import type { Language } from '@arq/core'

import type { Output, Program } from '../src/program.js'

export const fixtures = join(import.meta.dirname, 'fixtures')

export interface TestProgram extends Program {
  /** What was written so far. */
  readonly said: { output: string; errors: string }
}

interface Options {
  readonly environment?: Readonly<Record<string, string>>
  readonly language?: Language
  readonly hasColours?: boolean
}

/** A program in the fixtures' folder that writes to memory. */
export function testProgram({
  environment = {},
  language = 'en',
  hasColours = false,
}: Options = {}): TestProgram {
  const said = { output: '', errors: '' }
  const into = (key: 'output' | 'errors'): Output => ({
    write: (text) => {
      said[key] += text
    },
    hasColours,
    width: 100,
  })
  return {
    environment,
    language,
    folder: fixtures,
    output: into('output'),
    errors: into('errors'),
    said,
  }
}
