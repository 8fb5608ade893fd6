import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from '@jest/globals'

import { fencesIn } from '../src/fences.js'
import { docsDir } from '../src/places.js'
import { writtenPages } from '../src/written-pages.js'
import { type Sample, typeProblems } from './type-check-samples.js'

/** Blocks of TypeScript that are no file of the examples: those are checked there. */
const blocks = writtenPages().flatMap((page) =>
  fencesIn(readFileSync(join(docsDir, page), 'utf8'))
    .filter(({ language, title }) => language === 'ts' && title === undefined)
    .map(({ code, line, given }) => ({ place: `${page}:${String(line)}`, code, given })),
)

/** A page in Chinese has the samples of the one in English, and what they declare for everybody may be there once. */
const samples: readonly Sample[] = [
  ...new Map(
    blocks.toReversed().map((block) => [`${block.code}${block.given ?? ''}`, block]),
  ).values(),
]

const LIMIT_MS = 300_000

it(
  'every sample type checks',
  () => {
    const broken: Sample = { place: 'broken', code: "import { task } from '@arq/core'\ntask(1)" }
    const problems = typeProblems([...samples, broken])
    expect(problems.filter((problem) => problem.startsWith('broken'))).not.toEqual([])
    expect(problems.filter((problem) => !problem.startsWith('broken'))).toEqual([])
  },
  LIMIT_MS,
)
