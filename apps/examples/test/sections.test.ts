import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path/posix'

import { describe, expect, it } from '@jest/globals'

const home = join(import.meta.dirname.replaceAll('\\', '/'), '..')
const root = join(home, '..', '..')
const read = (path: string) => readFileSync(path, 'utf8')

/** About work on arq, not with it. */
const WITHOUT_EXAMPLE = ['Develop']

interface Section {
  readonly title: string
  readonly text: string
}

const sectionsOf = (markdown: string): readonly Section[] =>
  markdown
    .split(/^## /m)
    .slice(1)
    .map((text) => ({ title: text.split('\n', 1)[0] ?? '', text }))

/** Where each link leads, from the root of the repository. */
const targetsIn = (markdown: string, from: string): readonly string[] =>
  [...markdown.matchAll(/\]\(([^)#:]+)/g)].map(([, path = '']) => normalize(join(from, path)))

const overview = read(join(home, 'README.md'))
const sections = sectionsOf(read(join(root, 'README.md')))
const chinese = sectionsOf(read(join(root, 'README.zh-CN.md')))

/** The rows of the first table: a section, and its example. */
const rows = (sectionsOf(overview)[0]?.text ?? '')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, section = '', cell = '']) => ({
    section,
    example: targetsIn(cell, 'apps/examples')[0] ?? '',
  }))

it('has an example for each section of the README, in its order', () => {
  const titles = sections.map(({ title }) => title).filter((it) => !WITHOUT_EXAMPLE.includes(it))
  expect([...new Set(rows.map(({ section }) => section))]).toEqual(titles)
})

describe.each(rows)('$section: $example', ({ section, example }) => {
  const index = sections.findIndex(({ title }) => title === section)

  it('is there', () => expect(existsSync(join(root, example))).toBe(true))

  it.each([
    ['README.md', sections],
    ['README.zh-CN.md', chinese],
  ])('is linked from its section of %s', (_, all) => {
    const targets = targetsIn(all[index]?.text ?? '', '.')
    expect(targets.some((target) => `${target}/`.startsWith(`${example}/`))).toBe(true)
  })
})

it('lists every program', () => {
  const listed = targetsIn(overview, 'apps/examples')
  const programs = readdirSync(join(home, 'src')).map((name) => `apps/examples/src/${name}`)
  expect(programs.filter((program) => !listed.includes(program))).toEqual([])
})

it('runs every program', () => {
  const tests = readdirSync(join(home, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.endsWith('sections.test.ts'))
    .map((name) => read(join(home, 'test', name.replaceAll('\\', '/'))))
  const isRun = (name: string) => tests.some((text) => text.includes(name.replace(/\.ts$/, '')))
  // A part of own-result-store.ts.
  const programs = readdirSync(join(home, 'src')).filter((name) => name !== 'job-table.ts')
  expect(programs.filter((name) => !isRun(name))).toEqual([])
})
