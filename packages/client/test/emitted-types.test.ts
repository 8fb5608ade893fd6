import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { afterAll, describe, expect, it } from '@jest/globals'

const run = promisify(execFile)
const packageDir = dirname(dirname(fileURLToPath(import.meta.url)))
const coreDir = join(packageDir, '../core')
const tsc = join(packageDir, '../../node_modules/typescript/bin/tsc')

// Inside the package, so that its dependencies are found as a user's would be.
const scratchDir = await mkdtemp(join(packageDir, 'node_modules/.emitted-types-'))
afterAll(() => rm(scratchDir, { recursive: true, force: true }))

/** What `tsc` complains of in our files and declarations; empty when all is well. */
async function compile(projectFile: string): Promise<string> {
  try {
    await run(process.execPath, [tsc, '-p', projectFile])
    return ''
  } catch (error) {
    const { stdout } = error as { stdout: string }
    const complaints = stdout.split('\n').filter((line) => /^\S/.test(line))
    // @types/node contradicts itself (TS2320), which is why our own tsconfig has skipLibCheck.
    return complaints.filter((line) => !line.includes('node_modules/.pnpm/')).join('\n')
  }
}

async function writeProject(name: string, sources: readonly string[]): Promise<string> {
  const file = join(scratchDir, name)
  const project = {
    extends: '@arq/tooling-tsconfig/base.json',
    // Without the condition @arq/source: the packages are what users get.
    compilerOptions: { noEmit: true, skipLibCheck: false, lib: ['es2023', 'esnext.disposable'] },
    files: sources,
  }
  await writeFile(file, JSON.stringify(project))
  return file
}

describe('the declarations that users get', () => {
  it('keep every claim of types.test.ts and of registry-types.test.ts', async () => {
    for (const dir of [coreDir, packageDir]) {
      expect(await compile(join(dir, 'tsconfig.build.json'))).toBe('')
    }
    const claims = ['types', 'registry-types'].map((name) =>
      join(packageDir, 'test', `${name}.test.ts`),
    )
    expect(await compile(await writeProject('claims.json', claims))).toBe('')

    // What is built is looked at, and a wrong claim is noticed.
    const wrong = join(scratchDir, 'wrong.ts')
    const lines = [
      `import { Job } from '@arq/client'`,
      `import { task } from '@arq/core'`,
      `export const add = task('add', async (_ctx, a: number) => a)`,
      `export const wrong = (job: Job<number>): Job<string> => job`,
    ]
    await writeFile(wrong, lines.join('\n'))
    expect(await compile(await writeProject('wrong.json', [wrong]))).toMatch(/TS2322/)
  }, 120_000)
})
