import { Children } from './children.js'
import { runInForeground } from './foreground.js'
import { findInstallation, install } from './install.js'
import { Progress } from './progress.js'
import { programOf } from './repository.js'
import { rootScripts, TURBO } from './root-scripts.js'

/**
 * `npm run build` and the like: what the root's package.json names, in an installed repository, with
 * the pinned pnpm on the PATH.
 * @param {readonly string[]} args the script's name; the rest is for its program
 * @returns {Promise<number>} the exit code
 */
export async function runScript([name = '', ...args]) {
  const script = rootScripts[name]
  if (!script) {
    console.error(`no script is called ${name}: there are ${Object.keys(rootScripts).join(', ')}`)
    return 1
  }
  const env = await prepare(script.build)
  if (!env) return 1
  return runInForeground([programOf(script.tool), ...(script.args ?? []), ...args], env)
}

/**
 * Installs and builds what is not up to date. On standard error: what programs print can be piped.
 * @param {readonly string[] | undefined} build
 * @returns {Promise<NodeJS.ProcessEnv | undefined>} undefined: it went wrong, and was shown
 */
async function prepare(build) {
  const progress = new Progress({ write: (line) => console.error(line) })
  const children = new Children()
  // Nothing is said where there is nothing to do.
  const environment = findInstallation()
  const installed = environment
    ? { isOk: true, environment }
    : await progress.step('install', () => install(children))
  if (!installed.isOk || !build) return installed.isOk ? installed.environment : undefined

  const { isOk } = await progress.step('build', async () => {
    const { code, output } = await children.run({
      command: process.execPath,
      args: [programOf('turbo'), 'run', 'build', ...TURBO, ...build],
      env: installed.environment,
    })
    return { isOk: code === 0, output }
  })
  return isOk ? installed.environment : undefined
}
