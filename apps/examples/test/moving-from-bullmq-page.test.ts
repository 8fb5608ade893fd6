import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from '@jest/globals'

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'moving-from-bullmq.md')
const PROGRAMS = join(import.meta.dirname, '..', 'src', 'moving-from-bullmq')

it('shows every program to the letter as it is run by the tests, and nothing else', () => {
  const shown = readFileSync(PAGE, 'utf8').matchAll(/<!-- file: (\S+) -->\n\n```ts\n(.*?)^```$/gms)
  const files = readdirSync(PROGRAMS).map((name) => [
    name,
    readFileSync(join(PROGRAMS, name), 'utf8'),
  ])
  expect(new Map([...shown].map(([, name, text]) => [name, text]))).toEqual(
    new Map(files as [string, string][]),
  )
  expect(readFileSync(PAGE, 'utf8').match(/^```ts$/gm)).toHaveLength(files.length)
})
