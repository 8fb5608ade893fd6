import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { expect, it } from '@jest/globals'

const folder = join(import.meta.dirname, '..')

/** In a process of its own, as a user starts it; `npm test` has built what it runs. */
async function output(args: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '' }
  return (await promisify(execFile)(process.execPath, [...args], { cwd: folder, env })).stdout
}

it('passes under node:test', async () => {
  const file = join('dist', 'test-your-jobs', 'sign-up.node-test.js')
  const said = await output(['--test', '--test-reporter=tap', file])
  expect(said).toMatch(/^# pass 3$/m)
  expect(said).toMatch(/^# fail 0$/m)
}, 60_000)

it('passes under vitest', async () => {
  const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'))
  const config = join('src', 'test-your-jobs', 'vitest.config.ts')
  const said = await output([
    join(vitest, 'vitest.mjs'),
    'run',
    '--config',
    config,
    '--reporter=json',
  ])
  const report = JSON.parse(said.slice(said.indexOf('{'))) as Record<string, unknown>
  expect(report).toMatchObject({ numPassedTests: 3, numFailedTests: 0, success: true })
}, 60_000)
