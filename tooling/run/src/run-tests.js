import { parseTestOptions, TEST_HELP } from './test-options.js'
import { TestRun } from './test-run.js'
import { choosePackages, workspacePackages } from './workspace.js'

/**
 * `npm test`.
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function runTests(args) {
  const write = (/** @type {string} */ line) => console.log(line)
  try {
    const options = parseTestOptions(args)
    if (options.wantsHelp) {
      write(TEST_HELP)
      return 0
    }
    const packages = choosePackages(workspacePackages(), options.filters)
    const tally = await new TestRun({ options, packages, write }).toTheEnd()
    write('')
    write(tally.line)
    return tally.isGreen ? 0 : 1
  } catch (error) {
    write(error instanceof Error ? error.message : String(error))
    return 1
  }
}
