import { readFileSync } from 'node:fs'

import type { ResultStore } from '@arq/core'
import { beforeAll, describe, expect, it } from '@jest/globals'

import { packagesOf } from '../src/load-package.js'
import { createWiring } from '../src/wiring.js'
import { fixtures } from './setup.js'

const page = readFileSync(new URL('../../docs/guide/result-stores.md', import.meta.url), 'utf8')

/** The stores of the table's columns. */
const STORES = {
  Redis: 'redis://host',
  PostgreSQL: 'postgresql://host/app',
  'MySQL, MariaDB': 'mysql://host/app',
  SQLite: 'sqlite:///jobs.db',
  MongoDB: 'mongodb://host/app',
  S3: 's3://key:secret@bucket/prefix',
}

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

const lines = page
  .slice(page.indexOf('## What each can do'), page.indexOf('## What holds for all'))
  .split('\n')
  .filter((line) => line.startsWith('|'))
const [header = '', , ...rows] = lines
const columns = cellsOf(header).slice(1)

/** What the page says of each store. */
function rowOf(title: string): Record<string, string> {
  const row = rows.find((line) => cellsOf(line)[0] === title)
  if (row === undefined) throw new Error(`no row ${title}`)
  return Object.fromEntries(
    cellsOf(row)
      .slice(1)
      .map((cell, index) => [columns[index] ?? '', cell]),
  )
}

describe('the table of what each result store can do', () => {
  let stores: Record<string, ResultStore>
  beforeAll(async () => {
    const wiring = createWiring(packagesOf(fixtures))
    stores = {}
    // One after the other: jest cannot import a package twice at the same moment.
    for (const [name, url] of Object.entries(STORES)) {
      stores[name] = await wiring.openResultStore({ url })
    }
  })

  it('has a column for each store', () => {
    expect(columns).toEqual(Object.keys(STORES))
  })

  /** What a cell begins with where the store declares the method, and where it does not. */
  it.each([
    ['`queuedJobs()`', 'listWaiting', /^yes/, /^no/],
    ['`searchJobs()`', 'search', /^(in no order|newest first|as PostgreSQL)/, /^no:/],
    ['hears of stopped jobs', 'stoppedJobs', /^yes/, /^no/],
    ['ends of jobs by many', 'transitionMany', /^yes/, /^no/],
    ['tables', 'migrate', /`arq migrate-store`$/, /^none$/],
  ] as const)('says in the row %s what they declare: %s', (row, method, where, whereNot) => {
    for (const [name, cell] of Object.entries(rowOf(row))) {
      const isDeclared = typeof stores[name]?.[method] === 'function'
      expect([name, cell]).toEqual([name, expect.stringMatching(isDeclared ? where : whereNot)])
    }
  })

  it('says who pushes: all that declare it, and MongoDB once it knows its server', () => {
    const pushing = Object.entries(rowOf('clients hear of results')).filter(([name, cell]) => {
      const isDeclared = typeof stores[name]?.subscribe === 'function'
      expect([name, cell]).toEqual([
        name,
        expect.stringMatching(isDeclared || name === 'MongoDB' ? /^pushed/ : /^poll$/),
      ])
      return cell.startsWith('pushed')
    })
    expect(pushing.map(([name]) => name)).toEqual(['Redis', 'PostgreSQL', 'MongoDB'])
  })
})

it('names a package for each scheme, as the command line opens it', async () => {
  const wiring = createWiring(async () => undefined)
  const table = page.slice(page.indexOf('| URL '), page.indexOf('`?prefix=`'))
  const listed = table.split('\n').flatMap((line) =>
    [...line.matchAll(/`([a-z0-9+]+):\/\//g)].map(([, scheme]) => ({
      scheme: scheme ?? '',
      name: /`(@arq\/[a-z0-9-]+)`/.exec(line)?.[1],
    })),
  )
  expect(listed.length).toBeGreaterThan(10)
  for (const { scheme, name } of listed) {
    await expect(wiring.openResultStore({ url: `${scheme}://host/x` })).rejects.toMatchObject({
      code: 'ARQ_UNSUPPORTED',
      details: { missing: name },
    })
  }
})
