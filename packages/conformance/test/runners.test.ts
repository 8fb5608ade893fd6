import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { MemoryRecords, MemoryResultStore } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { resultStoreConformance } from '../src/index.js'
import { CollectingRunner } from './collecting-runner.js'

const records = new MemoryRecords()
const options = {
  open: () => new MemoryResultStore({ records }),
  ...{ canAnnounce: true, canBegin: true, canTakeMany: true, canSubscribe: false },
  shortTtlMs: 300,
}
const folder = join(import.meta.dirname, 'runners')
const collected = new CollectingRunner()
resultStoreConformance(collected, options)
const skipped = collected.tests.filter(({ isSkipped }) => isSkipped).length
const passed = collected.tests.length - skipped

/** In a process of its own, as a user starts it. */
async function output(args: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '' }
  const options = { cwd: folder, env, maxBuffer: 16 * 1024 * 1024 }
  return (await promisify(execFile)(process.execPath, [...args], options)).stdout
}

describe('the suite of stores', () => {
  describe('under jest', () => resultStoreConformance({ describe, it }, options))

  it('runs whole under node:test, which counts what is skipped', async () => {
    const said = await output(['--test', '--test-reporter=tap', 'node-test.mjs'])
    const count = (what: string): number =>
      Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(said)?.[1])
    expect([count('pass'), count('skipped'), count('fail')]).toEqual([passed, skipped, 0])
  }, 60_000)

  it('runs whole under vitest, which counts what is skipped', async () => {
    const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'))
    const said = await output([join(vitest, 'vitest.mjs'), 'run', '--reporter=json'])
    const report = JSON.parse(said.slice(said.indexOf('{'))) as Record<string, unknown>
    expect(report).toMatchObject({
      ...{ numPassedTests: passed, numPendingTests: skipped, numFailedTests: 0, success: true },
    })
  }, 60_000)
})
