import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, describe, expect, it } from '@jest/globals'

import { arq } from './run-arq.js'
import { serverUrl } from './servers.js'

const folder = mkdtempSync(join(tmpdir(), 'arq-migrate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const run = (...args: readonly string[]) => arq(['migrate-store', ...args])
const ofStore = (url: string) => ['--result-store-url', url]
const file = (): string => join(folder, `${randomUUID()}.db`)

/** Tables of their own in the shared PostgreSQL; they are small, and it lives as long as the tests. */
const inPostgres = (): string => {
  const url = new URL(serverUrl('ARQ_TEST_POSTGRESQL_URL'))
  url.searchParams.set('prefix', `t${randomUUID().replaceAll('-', '')}_`)
  return url.href
}

/** The statements and the lock are the store's, whose own tests try each database; the verb is the same for all. */
const DATABASES: readonly [name: string, versions: number, freshUrl: () => string][] = [
  ['PostgreSQL', 4, inPostgres],
  ['SQLite', 3, () => `sqlite://${file()}`],
]

describe.each(isFullRun ? DATABASES : DATABASES.slice(0, 1))(
  'arq migrate-store on %s',
  (database, versions, freshUrl) => {
    it('shows what is missing, makes it when it is told to, and then finds nothing to do', async () => {
      const url = freshUrl()
      const checked = await run(...ofStore(url), '--check')
      expect(checked.stdout).toContain(`are not there yet in ${database}`)
      expect(checked.stdout).toMatch(/^Version 1:\n {4}create table \w+jobs \(\n {2,}job_id text/m)
      expect(checked.code).toBe(1)
      const asked = await run(...ofStore(url))
      expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('give --yes')])
      const made = await run(...ofStore(url), '--yes')
      expect(made.stdout).toContain(`\nDone: from version 0 to ${versions}.\n`)
      expect(made.code).toBe(0)
      const again = await run(...ofStore(url), '--check')
      expect(again.stdout).toMatch(
        new RegExp(`^The tables \\w+\\* in ${database} .* are up to date`),
      )
      expect(again.code).toBe(0)
    })

    it('answers a program in JSON', async () => {
      const url = freshUrl()
      const json = async (...args: readonly string[]) =>
        JSON.parse((await run(...ofStore(url), '--json', ...args)).stdout) as Record<
          string,
          unknown
        >
      expect(await json('--check')).toMatchObject({
        ...{ state: 'pending', database, found: 0, needed: versions, migrated: null },
        pending: Array.from({ length: versions }, (_, index) => ({
          ...{ version: index + 1, statements: expect.arrayContaining([expect.any(String)]) },
        })),
      })
      expect(await json('--yes')).toMatchObject({
        state: 'up to date',
        migrated: { from: 0, to: versions },
      })
      expect(await json('--yes')).toMatchObject({
        state: 'up to date',
        found: versions,
        migrated: null,
      })
    })

    it('is run by several processes at once, and one of them does it', async () => {
      const url = freshUrl()
      const answers = await Promise.all([1, 2, 3].map(() => run(...ofStore(url), '--yes')))
      expect(answers.map(({ code }) => code)).toEqual([0, 0, 0])
      const doing = answers.filter(({ stdout }) =>
        stdout.includes(`Done: from version 0 to ${versions}.`),
      )
      expect(doing).toHaveLength(1)
    })
  },
)

it('leaves no file behind when it only looks', async () => {
  const path = file()
  expect((await run(...ofStore(`sqlite://${path}`), '--check')).code).toBe(1)
  expect(existsSync(path)).toBe(false)
})

it('has nothing to do for a store without tables', async () => {
  const { code, stdout } = await run(...ofStore('redis://127.0.0.1:1'), '--check')
  expect([code, stdout]).toEqual([0, 'This result store needs no tables: nothing is to be done.\n'])
})

it('says that there is no store, that it is away, and that it refuses a login, without the password', async () => {
  const none = await run()
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('give --result-store-url')])
  const away = await run(...ofStore('postgresql://app:hush-hush@127.0.0.1:1/app'))
  expect([away.code, away.stderr]).toEqual([3, expect.stringContaining('ARQ_STORE_CONNECTION')])
  expect(away.stderr).not.toContain('hush-hush')
  const nowhere = new URL(serverUrl('ARQ_TEST_POSTGRESQL_URL'))
  nowhere.pathname = '/nowhere'
  const refused = await run(...ofStore(nowhere.href))
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('ARQ_STORE_AUTH')])
})

it('has its help with examples in both languages', async () => {
  const english = await arq(['migrate-store', '--help'])
  const inOneLine = (text: string): string => text.replace(/\s+/g, ' ')
  expect(inOneLine(english.stdout)).toContain(
    'arq migrate-store --result-store-url postgresql://owner@db/app --yes',
  )
  const chinese = await arq(['migrate-store', '--help'], { ARQ_LANG: 'zh-CN' })
  expect(inOneLine(chinese.stdout)).toContain('显示待执行的迁移，询问后执行')
})
