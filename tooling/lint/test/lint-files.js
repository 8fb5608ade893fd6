import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const rootDir = fileURLToPath(new URL('../../..', import.meta.url))
const require = createRequire(import.meta.url)
const OXLINT = join(dirname(require.resolve('oxlint/package.json')), 'bin', 'oxlint')

/** What rules with types need; without the types of Node, which the folder has not. */
const TSCONFIG = JSON.stringify({
  extends: join(rootDir, 'tooling', 'tsconfig', 'base.json'),
  compilerOptions: { noEmit: true, types: [] },
})

/**
 * Lints files of another folder with the settings of this repository.
 * @param {Readonly<Record<string, string>>} files by path, as in the repository
 * @returns {Promise<ReadonlyMap<string, readonly string[]>>} the rules that each file breaks
 */
export async function lintFiles(files) {
  const folder = mkdtempSync(join(tmpdir(), 'arq-lint-test-'))
  try {
    for (const [path, text] of Object.entries({ 'tsconfig.json': TSCONFIG, ...files })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    return problemsByFile(await runOxlint(folder), folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {string} folder
 * @returns {Promise<string>}
 */
function runOxlint(folder) {
  return new Promise((resolve, reject) => {
    const args = [OXLINT, '--format=json', folder]
    execFile(process.execPath, args, { cwd: rootDir, maxBuffer: 2 ** 26 }, (error, output) => {
      // It ends with 1 when it has found something.
      if (error && error.code !== 1) reject(error)
      else resolve(output)
    })
  })
}

/**
 * @param {string} output
 * @param {string} folder
 */
function problemsByFile(output, folder) {
  /** @type {Map<string, string[]>} */
  const problems = new Map()
  for (const { filename, code } of JSON.parse(output).diagnostics) {
    const path = relative(folder, filename).replaceAll('\\', '/')
    problems.set(path, [...(problems.get(path) ?? []), code])
  }
  return problems
}
