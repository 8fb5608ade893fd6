import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packagesDir = fileURLToPath(new URL('../../../packages', import.meta.url))
const { resolve } = createRequire(import.meta.url)
// Its package exports no program, so the way there begins at what it does export.
const compiler = join(dirname(resolve('typescript/package.json')), 'bin', 'tsc')

/** What is measured; each after those that it imports. */
const PACKAGES = [
  'core',
  'client',
  'worker',
  'transport-amqp',
  'result-redis',
  'result-sql',
  'result-mongodb',
]

/**
 * Builds the packages that are measured, where a source is newer than the last build: what users
 * get is what runs, not the sources.
 * @param {AbortSignal} signal
 * @throws with the compiler's output
 */
export async function buildPackages(signal) {
  for (const name of PACKAGES) {
    const dir = join(packagesDir, name)
    if (await isStale(dir)) await compile(dir, signal)
  }
}

/** @param {string} dir */
async function isStale(dir) {
  const built = await stat(join(dir, 'dist', 'index.js')).catch(() => undefined)
  if (!built) return true
  const sources = await readdir(join(dir, 'src'), { recursive: true })
  const details = await Promise.all(sources.map((file) => stat(join(dir, 'src', file))))
  return details.some(({ mtimeMs }) => mtimeMs > built.mtimeMs)
}

/**
 * @param {string} dir
 * @param {AbortSignal} signal
 */
async function compile(dir, signal) {
  // A build that fails leaves the last good one in place.
  const args = [compiler, '-p', join(dir, 'tsconfig.build.json'), '--noEmitOnError']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], signal })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text))
  }
  const [code] = await once(child, 'close')
  if (code === 0) return
  throw new Error(`the build of ${dir} failed; --no-build takes the last one\n${output}`)
}
