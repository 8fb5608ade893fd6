import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, describe, expect, it } from '@jest/globals'
import { build } from 'esbuild'

const packageDir = dirname(dirname(fileURLToPath(import.meta.url)))
// Inside the package, so that its dependencies are found as a user's would be.
const scratchDir = await mkdtemp(join(packageDir, 'node_modules/.registry-bundle-'))
afterAll(() => rm(scratchDir, { recursive: true, force: true }))

const worker = `
  import { task, type TasksOf } from '@arq/core'
  globalThis.workerWasLoaded = true
  export const functions = [task('send_email', (_ctx, to: string) => to)]
  export type Tasks = TasksOf<typeof functions>
`
const producer = (typed: boolean): string => `
  import { createClient } from '@arq/client'
  ${typed ? "import type { Tasks } from './worker.js'" : ''}
  export const client = await createClient${typed ? '<Tasks>' : ''}({ transport: globalThis.transport })
  export const job = await client.enqueueJob('send_email', ['ada@example.com'])
`

/** The bundle of a program, and the files of it that are in there. */
async function bundled(name: string, source: string) {
  await writeFile(join(scratchDir, `${name}.ts`), source)
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, loader: 'ts', resolveDir: scratchDir },
    ...{ bundle: true, write: false, metafile: true, platform: 'node', format: 'esm' },
    conditions: ['@arq/source'],
    logLevel: 'silent',
  })
  return { text: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) }
}

describe('a program that imports the types of tasks only', () => {
  it('is byte for byte the program that imports nothing of them', async () => {
    await writeFile(join(scratchDir, 'worker.ts'), worker)
    const typed = await bundled('typed', producer(true))
    const untyped = await bundled('untyped', producer(false))
    expect(typed.text).toBe(untyped.text)
    expect(typed.inputs).toEqual(untyped.inputs)
    expect(typed.text).toContain('send_email')
    expect(typed.text).not.toContain('workerWasLoaded')

    // One that imports the tasks themselves has them: what is looked for would be found.
    const whole = await bundled('whole', `export * from './worker.js'\n${producer(true)}`)
    expect(whole.text).toContain('workerWasLoaded')
  }, 60_000)
})
