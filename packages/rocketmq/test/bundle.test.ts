import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'
import { type BuildOptions, buildSync } from 'esbuild'

const BUNDLE = {
  ...{ entryPoints: [new URL('../src/index.ts', import.meta.url).pathname], bundle: true },
  ...{ format: 'esm', platform: 'node' },
} as const satisfies BuildOptions

describe('the file that users get', () => {
  it('has no character beyond Latin-1: V8 would keep all of it with two bytes for each', () => {
    const { outputFiles } = buildSync({ ...BUNDLE, packages: 'external', write: false })
    const lines = (outputFiles[0]?.text ?? '').split('\n')
    // Texts are escaped; what is left are comments of class members.
    expect(lines.filter((line) => /[\u0100-\uffff]/.test(line))).toEqual([])
  })

  it('leaves the standard streams of the process as they are: a write to a full pipe waits, as before', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'arq-rocketmq-bundle-'))
    try {
      const outfile = join(folder, 'index.mjs')
      buildSync({ ...BUNDLE, outfile })
      const program = `
        import { writeSync } from 'node:fs'
        import ${JSON.stringify(outfile)}
        process.send('loaded')
        for (let left = 4_000_000; left > 0;) left -= writeSync(1, 'x'.repeat(Math.min(left, 65_536)))
        process.disconnect()`
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      })
      const errors: Buffer[] = []
      child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk))
      await once(child, 'message')
      // Read from now on: by then the pipe is full, or will be.
      child.stdout?.resume()
      const [code] = (await once(child, 'close')) as [number | null]
      expect({ code, errors: Buffer.concat(errors).toString() }).toEqual({ code: 0, errors: '' })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
