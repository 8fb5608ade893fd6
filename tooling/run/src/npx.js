import { rootDir } from './repository.js'

/**
 * Runs JavaScript in the environment that npx gives a package, which it fetches where it is not there
 * yet; what it prints has a line for each of npx's own words, too.
 * @param {string} packageSpec `pnpm@10.34.8`
 * @param {string} expression what to print
 * @param {import('./children.js').Children} children
 * @returns {Promise<string>} the output
 * @throws when the package cannot be had
 */
export async function printWithNpx(packageSpec, expression, children) {
  const { code, output } = await children.run({
    command: process.platform === 'win32' ? 'npx.cmd' : 'npx',
    args: ['--yes', '--package', packageSpec, '--', 'node', '-p', expression],
    cwd: rootDir,
    needsShell: true,
  })
  if (code !== 0) throw new Error(`npx did not bring ${packageSpec}:\n${output}`)
  return output
}
