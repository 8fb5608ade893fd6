import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from '@jest/globals'

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'web-servers.md'), 'utf8')
const shown = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block)

const files = [
  'answers.ts',
  'express.ts',
  'hono.ts',
  ...['arq.ts', 'images-route.ts', 'job-route.ts', 'events-route.ts'].map((name) => `next/${name}`),
]

it.each(files)('the page shows %s to the letter as it is run by the tests', (file) => {
  const run = readFileSync(join(import.meta.dirname, '..', 'src', 'recipes', file), 'utf8')
  expect(shown).toContain(run)
})

it('shows nothing else', () => {
  expect(shown).toHaveLength(files.length)
})
