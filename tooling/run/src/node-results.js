/**
 * What the reporter writes about one finished test of Node's own runner.
 * @typedef {object} NodeTest
 * @property {boolean} isPassed
 * @property {string} name
 * @property {string} file
 * @property {boolean} isSuite `describe`: not a test itself
 * @property {boolean} isSkipped skipped, or still to be written
 * @property {boolean} hasFailedChildren failed only because something in it did
 * @property {string} message
 */

/**
 * @param {readonly NodeTest[]} tests
 * @param {(file: string) => string} shorten
 * @returns {import('./tally.js').Counts}
 */
export function countNode(tests, shorten) {
  const real = tests.filter(
    (test) => !test.isSuite && !test.hasFailedChildren && !isEmptyFile(test),
  )
  const failed = real.filter(({ isPassed, isSkipped }) => !isPassed && !isSkipped)
  return {
    passed: real.filter(({ isPassed, isSkipped }) => isPassed && !isSkipped).length,
    skipped: real.filter(({ isSkipped }) => isSkipped).length,
    failures: failed.map(({ name, file, message }) => ({
      name: name === file ? shorten(file) : `${shorten(file)}: ${name}`,
      message,
    })),
  }
}

/**
 * Node reports a file without a test as one passed test of its name; one that crashed as failed.
 * @param {NodeTest} test
 */
function isEmptyFile({ isPassed, name, file }) {
  return isPassed && name === file
}
