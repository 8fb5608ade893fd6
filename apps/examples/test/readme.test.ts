import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

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

describe.each(['README.md', 'README.zh-CN.md'])('%s', (readme) => {
  it.each(files)('shows %s to the letter as it is run by the tests', (file) => {
    const shown = programsOf(readFileSync(join(root, readme), 'utf8')).get(file)
    const run = readFileSync(join(import.meta.dirname, '..', 'src', 'front-page', file), 'utf8')
    expect(shown?.trimEnd()).toBe(run.trimEnd())
  })

  it('begins with ten-lines.ts, to the letter', () => {
    const [, shown] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(root, readme), 'utf8')) ?? []
    expect(shown).toBe(readFileSync(join(import.meta.dirname, '..', 'src', 'ten-lines.ts'), 'utf8'))
  })
})
