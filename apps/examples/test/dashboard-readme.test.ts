import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..', '..')

describe.each(['README.md'])('%s of the dashboard', (readme) => {
  const page = readFileSync(join(root, 'packages', 'dashboard', readme), 'utf8')
  const shown = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block)

  it.each(['express.ts', 'hono.ts', 'fastify.ts', 'nestjs.ts'])(
    'shows %s to the letter as it is run by the tests',
    (file) => {
      const run = readFileSync(join(import.meta.dirname, '..', 'src', 'dashboard', file), 'utf8')
      expect(shown).toContain(run)
    },
  )
})
