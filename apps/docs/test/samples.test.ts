import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { fencesIn, shownOf } from '../src/fences.js'
import { docsDir, rootDir } from '../src/places.js'
import { writtenPages } from '../src/written-pages.js'

const examples = join(rootDir, 'apps', 'examples')

const titled = writtenPages().flatMap((page) =>
  fencesIn(readFileSync(join(docsDir, page), 'utf8'))
    .filter(({ title }) => title !== undefined)
    .map(({ title = '', code, line }) => ({ place: `${page}:${String(line)}`, title, code })),
)

describe('the samples of the pages', () => {
  it('are there', () => {
    expect(titled.length).toBeGreaterThan(20)
  })

  it.each(titled)('$place is $title of apps/examples, to the letter', ({ title, code }) => {
    const [file = '', region] = title.split('#')
    const path = join(examples, file)
    expect([file, existsSync(path)]).toEqual([file, true])
    expect(code).toBe(shownOf(readFileSync(path, 'utf8'), region))
  })
})
