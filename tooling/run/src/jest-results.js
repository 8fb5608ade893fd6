import { relative } from 'node:path'

/**
 * The parts of jest's `--json` that are read.
 * @typedef {object} JestJson
 * @property {number} numPassedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {readonly JestFile[]} testResults
 *
 * @typedef {object} JestFile
 * @property {string} name absolute path
 * @property {string} message
 * @property {'passed' | 'failed' | 'pending' | string} status
 * @property {readonly JestAssertion[]} assertionResults
 *
 * @typedef {object} JestAssertion
 * @property {string} fullName
 * @property {'passed' | 'failed' | 'pending' | 'todo' | string} status
 * @property {readonly string[]} failureMessages
 */

/**
 * True counts of a jest run. A file that crashed has no failed test and would be missed by counting
 * tests only: it counts as one failure.
 * @param {JestJson} results
 * @param {string} root for shorter names
 * @returns {import('./tally.js').Counts}
 */
export function countJest(results, root) {
  const failures = results.testResults.flatMap((file) => {
    const name = relative(root, file.name)
    const failed = file.assertionResults.filter(({ status }) => status === 'failed')
    if (failed.length > 0) {
      return failed.map(({ fullName, failureMessages }) => ({
        name: `${name}: ${fullName}`,
        message: failureMessages.join('\n'),
      }))
    }
    return file.status === 'failed' ? [{ name, message: file.message }] : []
  })
  const { numPassedTests, numPendingTests, numTodoTests } = results
  return { passed: numPassedTests, skipped: numPendingTests + numTodoTests, failures }
}
