import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { describe, expect, it } from '@jest/globals'

import { allowManyListeners } from '../../src/flow/many-listeners.js'
import { LoopSignal } from '../../src/flow/stop-signal.js'

const run = promisify(execFile)

/** In a process of its own: jest has signals of its own, and no process that warns. */
async function warningsOf(program: string): Promise<string> {
  const file = new URL('../../src/flow/many-listeners.ts', import.meta.url)
  const source = await transformed(file)
  const { stderr } = await run(process.execPath, ['--input-type=module', '-e', source + program])
  return stderr
}

async function transformed(file: URL): Promise<string> {
  const { buildSync } = await import('esbuild')
  const { outputFiles } = buildSync({
    ...{
      entryPoints: [file.pathname],
      bundle: true,
      format: 'esm',
      platform: 'node',
      write: false,
    },
  })
  // Without its list of exports, so that a program can stand behind it.
  return (outputFiles[0]?.text ?? '').replace(/^export \{[^}]*\};?$/m, '')
}

const SIGNALS = `
const signals = [
  new AbortController().signal,
  AbortSignal.timeout(10_000),
  AbortSignal.any([new AbortController().signal]),
]
const listen = (signal) => {
  for (let count = 0; count < 30; count += 1) signal.addEventListener('abort', () => undefined)
}
`

describe('a signal that many calls listen to', () => {
  it('is not taken for a leak', async () => {
    const program = `${SIGNALS}
for (const signal of signals) { allowManyListeners(signal); listen(signal) }`
    await expect(warningsOf(program)).resolves.toBe('')
  })

  it('keeps the limit that its owner has set', async () => {
    const program = `${SIGNALS}
import * as events from 'node:events'
events.setMaxListeners(3, signals[0]); allowManyListeners(signals[0]); listen(signals[0])`
    await expect(warningsOf(program)).resolves.toContain('MaxListeners is 3')
  })

  it('may be one of ours, which has none, or one of another library', () => {
    expect(() => allowManyListeners(new LoopSignal())).not.toThrow()
    expect(() => allowManyListeners(new AbortController().signal)).not.toThrow()
  })
})
