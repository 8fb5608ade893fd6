import { expect, it } from '@jest/globals'

import { runCli } from '../src/cli.js'
import { testProgram } from './setup.js'

async function run(args: readonly string[], language: 'en' | 'zh-CN' = 'en') {
  const program = testProgram({ language })
  const code = await runCli(['cron', 'list', ...args], program)
  return { code, ...program.said }
}

const module = ['-m', 'cron-settings:workerSettings']

it('lists cron jobs with their next ticks', async () => {
  const { code, output } = await run(module)
  expect(code).toBe(0)
  expect(output).toMatch(
    /^cron:add +0 9 \* \* mon-fri +Europe\/Berlin +\d{4}-\d\d-\d\dT0[78]:00:00Z +missed: runOnce$/m,
  )
  expect(output).toMatch(/^half-hourly +0 0,30 \* \* \* \* +UTC +.*:[03]0:00Z +runAtStartup$/m)
  expect((await run(module, 'zh-CN')).output).toContain('下次')
})

it('lists them for a program', async () => {
  const { output } = await run([...module, '-n', '3', '--json'])
  const { cronJobs } = JSON.parse(output) as { readonly cronJobs: readonly { next: string[] }[] }
  expect(cronJobs.map(({ next }) => next.length)).toEqual([3, 3])
})

it('says what is wrong', async () => {
  expect((await run([...module, '-n', '0'])).errors).toContain('"0" is no number from 1 to 1000')
  expect((await run(['-m', 'cron-settings:withOddCron'])).errors).toContain('must be made by cron')
  expect((await run(['-m', 'settings:workerSettings'])).output).toContain('has no cron jobs')
})
