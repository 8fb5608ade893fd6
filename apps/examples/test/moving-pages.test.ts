import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from '@jest/globals'

const home = join(import.meta.dirname, '..')

it.each(['moving-from-bullmq', 'moving-from-python'])(
  '%s.md shows every program in TypeScript, and others, to the letter as they are run by the tests',
  (name) => {
    const page = readFileSync(join(home, '..', 'docs', `${name}.md`), 'utf8')
    const shown = new Map(
      [...page.matchAll(/<!-- file: (\S+) -->\n\n```(?:ts|python)\n(.*?)^```$/gms)].map(
        ([, file = '', text]) => [file, text] as const,
      ),
    )
    const programs = join(home, 'src', name)
    const files = readdirSync(programs).filter((file) => file.endsWith('.ts') || shown.has(file))
    expect(shown).toEqual(
      new Map(files.map((file) => [file, readFileSync(join(programs, file), 'utf8')])),
    )
    expect(page.match(/^```(?:ts|python)$/gm)).toHaveLength(files.length)
  },
)
