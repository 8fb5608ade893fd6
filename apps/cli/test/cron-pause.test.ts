import { expect, it } from '@jest/globals'

import { runCli } from '../src/cli.js'
import { testProgram } from './setup.js'

async function run(args: readonly string[]) {
  const program = testProgram()
  const code = await runCli(['cron', ...args], program)
  return { code, ...program.said }
}

const module = ['-m', 'cron-settings:workerSettings']

it('names the result store that it needs', async () => {
  for (const how of ['pause', 'resume']) {
    const { code, errors } = await run([how, 'half-hourly', ...module])
    expect(code).toBe(2)
    expect(errors).toContain(`cron ${how}: needs the result store of the workers`)
    expect(errors).toContain('--result-store-url')
  }
})

it('changes none when one of the names is a typo', async () => {
  const store = ['--result-store-url', 'redis://127.0.0.1:1']
  const { code, errors } = await run(['pause', 'cron:add', 'half-hurly', ...module, ...store])
  expect(code).toBe(4)
  expect(errors).toBe('the settings module has no cron job half-hurly; did you mean half-hourly?\n')
})

it('says of a list why nobody knows which are paused', async () => {
  const store = ['--result-store-url', 'redis://127.0.0.1:1']
  const { code, output, errors } = await run(['list', ...module, ...store])
  expect(code).toBe(0)
  expect(output).toContain('half-hourly')
  expect(errors).toContain('Which are paused cannot be told: ')
})
