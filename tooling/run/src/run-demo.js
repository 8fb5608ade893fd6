import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'

import { Children } from './children.js'
import { install } from './install.js'
import { Progress } from './progress.js'
import { program, rootDir } from './repository.js'

const DEMO = join(rootDir, 'apps', 'examples', 'dist', 'demo', 'main.js')
const BUILD = ['run', 'build', '--output-logs=errors-only', '--filter=@arq/examples...']

/**
 * `npm run demo`.
 * @param {readonly string[]} args all of them are the demo's
 * @returns {Promise<number>} the exit code
 */
export async function runDemo(args) {
  // On standard error: what the demo itself prints can be piped.
  const progress = new Progress({ write: (line) => console.error(line) })
  const children = new Children()

  const { isOk, environment } = await progress.step('install', () => install(children))
  if (!isOk) return 1
  const build = await progress.step('build', async () => {
    const { code, output } = await children.run({
      command: process.execPath,
      args: [program('turbo'), ...BUILD],
      cwd: rootDir,
      env: environment,
    })
    return { isOk: code === 0, output }
  })
  if (!build.isOk) return 1
  if (!existsSync(DEMO)) {
    console.error(`the build made no ${DEMO}`)
    return 1
  }
  return runInForeground([DEMO, ...args])
}

/**
 * Runs a Node program in this terminal.
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
async function runInForeground(args) {
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  // Ctrl-C reaches the program by itself, which decides what to do with it; we wait for it.
  const ignore = () => undefined
  const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
  process.on('SIGINT', ignore).on('SIGTERM', forward)
  const [code, signal] = /** @type {[number | null, NodeJS.Signals | null]} */ (
    await once(child, 'exit')
  )
  process.off('SIGINT', ignore).off('SIGTERM', forward)
  return code ?? 128 + (signal ? constants.signals[signal] : 0)
}
