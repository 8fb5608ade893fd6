import { stripVTControlCharacters } from 'node:util'

const MOST_LINES = 60

// Frames of the test runner, and of Node: where the test called it stands above them.
const FOREIGN_FRAME = /^\s+at .*(node_modules|node:internal|<anonymous>\))/

/**
 * Failed tests with what they said.
 * @param {readonly import('./tally.js').Failure[]} failures
 */
export function describeFailures(failures) {
  return failures
    .map(({ name, message }) => [`✗ ${name}`, ...shorten(message)].join('\n'))
    .join('\n')
}

/**
 * A failure on one line.
 * @param {import('./tally.js').Failure} failure
 */
export function inBrief({ name, message }) {
  // jest heads what it says about a file with a bullet and a title that says nothing.
  const first = linesOf(message).find((line) => line.trim() !== '' && !line.includes('●'))
  return first ? `${name}\n      ${first.trim()}` : name
}

/** @param {string} message */
function shorten(message) {
  const lines = linesOf(message)
  const shown = lines.slice(0, MOST_LINES)
  const left = lines.length - shown.length
  return [...shown, ...(left > 0 ? [`(${left} more lines)`] : [])].map((line) => `    ${line}`)
}

/** @param {string} message */
function linesOf(message) {
  const lines = stripVTControlCharacters(message).trimEnd().split('\n')
  return lines.filter((line) => !FOREIGN_FRAME.test(line))
}
