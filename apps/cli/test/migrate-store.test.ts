import { expect, it } from '@jest/globals'

import { runCli } from '../src/cli.js'
import { testProgram } from './setup.js'

type Asked = (question: string) => Promise<string>

const run = async (name: string, args: readonly string[] = [], ask?: Asked) => {
  const program = testProgram()
  const line = ['migrate-store', '-m', `./tables.mjs:${name}`, ...args]
  const code = await runCli(line, { ...program, ask })
  return { code, ...program.said }
}

it('shows what is to be done to older tables, asks, and does it with a yes alone', async () => {
  const questions: string[] = []
  const answer =
    (text: string): Asked =>
    async (question) => {
      questions.push(question)
      return text
    }
  const refused = await run('older', [], answer('no'))
  expect(refused.output).toBe(
    `The tables arq_* in PostgreSQL at postgresql://db/app have version 1, and this program needs 3. To be run:
Version 2:
    alter table t2;
Version 3:
    alter table t3;
`,
  )
  expect(refused.errors).toBe('Nothing was done.\n')
  expect(refused.code).toBe(0)
  const done = await run('older', [], answer('y'))
  expect(done.output).toContain('\nDone: from version 1 to 3.\n')
  expect(done.code).toBe(0)
  expect(questions).toEqual([
    'Run this in PostgreSQL at postgresql://db/app? [y/N] ',
    'Run this in PostgreSQL at postgresql://db/app? [y/N] ',
  ])
})

it('does nothing where nobody can be asked, and says how not to be asked', async () => {
  const { code, errors, output } = await run('older')
  expect([code, errors]).toEqual([2, expect.stringContaining('give --yes')])
  expect(output).not.toContain('Done')
})

it('says that another process was faster', async () => {
  const { code, output } = await run('overtaken', ['--yes'])
  expect(output).toContain('Nothing was left to be done: another process')
  expect(code).toBe(0)
})

it('leaves newer tables alone, and says what to update', async () => {
  const { code, output } = await run('newer', ['--yes'])
  expect(output).toMatch(
    /have version 7, and this program knows them up to 3: update .* Nothing was changed\.\n$/,
  )
  expect(code).toBe(1)
  const { output: json } = await run('newer', ['--yes', '--json'])
  expect(JSON.parse(json)).toMatchObject({ state: 'newer', found: 7, needed: 3, migrated: null })
})
