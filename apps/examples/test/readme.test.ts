import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..', '..')
const files = ['tasks.ts', 'client.ts', 'settings.ts', 'worker.ts'] as const

/** The programs of the README's first page by file: a line `// tasks.ts` begins each. */
function programsOf(markdown: string): ReadonlyMap<string, string> {
  const programs = new Map<string, string>()
  for (const [, block = ''] of markdown.matchAll(/^```ts\n(.*?)^```$/gms)) {
    // `// worker.ts   (or, without it: …)` names a file too.
    const parts = block.split(/^\/\/ (\w+\.ts)\b.*\n/m)
    for (let index = 1; index < parts.length; index += 2) {
      const name = parts[index] ?? ''
      if (!programs.has(name)) programs.set(name, parts[index + 1] ?? '')
    }
  }
  return programs
}

/**
 * The program without its layout: a README is set for reading, the files by prettier and eslint. What is left is every
 * statement, one a line, imports in order of their text.
 */
function codeOf(program: string): readonly string[] {
  const lines = program
    .replace(/^\/\* eslint-disable .*$/m, '')
    .replace(/(^|\s)\/\/ .*$/gm, '')
    // A statement ends where a line begins at the margin again.
    .split(/\n(?=[a-z])/)
    .map((statement) => statement.replace(/\s+/g, '').replace(/,(?=[)\]}])/g, ''))
    .filter((statement) => statement !== '')
  const isImport = (line: string): boolean => line.startsWith('import')
  return [...lines.filter(isImport).sort(), ...lines.filter((line) => !isImport(line))]
}

it.each(files)('shows %s in the README as it is run by the tests', (file) => {
  const shown = programsOf(readFileSync(join(root, 'README.md'), 'utf8')).get(file)
  const run = readFileSync(join(import.meta.dirname, '..', 'src', 'front-page', file), 'utf8')
  expect(shown).toBeDefined()
  expect(codeOf(shown ?? '')).toEqual(codeOf(run))
})

it('takes no other program for the same', () => {
  const program = "import { a } from 'a'\n\nconst b = a(1, 2) // why\n"
  expect(codeOf(program)).toEqual(codeOf("import { a } from 'a'\nconst b = a(\n  1,\n  2,\n)\n"))
  expect(codeOf(program)).not.toEqual(codeOf(program.replace('2', '3')))
  expect(codeOf(program)).not.toEqual(codeOf(`${program}b()\n`))
})
