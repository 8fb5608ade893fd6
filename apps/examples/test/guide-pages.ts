import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const examples = join(import.meta.dirname, '..')
const docs = join(examples, '..', 'docs')

/** A program as a page shows it. */
export interface GuideSample {
  /** Of the page, from the folder of the documentation. */
  readonly page: string
  readonly program: string
  /** What it prints, as the page says it; `undefined` where it says nothing. */
  readonly prints: string | undefined
}

/** The names of the programs of the guides. */
export const guidePrograms = (): readonly string[] =>
  readdirSync(join(examples, 'src', 'guide')).map((name) => name.replace(/\.ts$/, ''))

/** A fence with a program of the guides, and the text fence behind it, with at most a line between the two. */
const SAMPLE =
  /^```ts \[src\/guide\/([\w-]+)\.ts\]\n.*?^```\n(?:\n(?:[^\n`]+\n\n)?```text\n(.*?)^```)?/gms

const samplesOf = (page: string): readonly GuideSample[] =>
  [...readFileSync(join(docs, page), 'utf8').matchAll(SAMPLE)].map(([, program = '', prints]) => ({
    page,
    program,
    prints,
  }))

const pagesIn = (folder: string): readonly string[] =>
  existsSync(join(docs, folder))
    ? readdirSync(join(docs, folder))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `${folder}/${name}`)
    : []

/** Where the pages of the guides show a program, in both languages. */
export const guideSamples = (program: string): readonly GuideSample[] =>
  [...pagesIn('guide'), ...pagesIn('zh/guide')]
    .flatMap(samplesOf)
    .filter((sample) => sample.program === program)
