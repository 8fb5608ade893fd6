import { parseArgs } from 'node:util'

const KINDS = /** @type {const} */ (['checks', 'unit', 'integration'])

export const TEST_HELP = `Installs, builds, checks and tests everything, also against real servers.

  npm test                            all of it
  npm test -- --filter core           only that package (@arq/core, core or packages/core)
  npm test -- --only unit             only checks, unit or integration; may be given twice
  npm test -- --verbose               also what succeeds may print
  npm test -- --help

RabbitMQ and Redis are taken from ARQ_TEST_RABBITMQ_URL and ARQ_TEST_REDIS_URL, from this machine,
or installed and started (npm run services -- --help). Results for machines: .reports/.
The last line is: N passed, N failed, N skipped`

/**
 * @typedef {typeof KINDS[number]} TestKind
 * @typedef {object} TestOptions
 * @property {boolean} wantsHelp
 * @property {boolean} isVerbose
 * @property {readonly string[]} filters
 * @property {ReadonlySet<TestKind>} kinds
 */

/**
 * @param {readonly string[]} args
 * @returns {TestOptions}
 */
export function parseTestOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      verbose: { type: 'boolean', default: false },
      filter: { type: 'string', multiple: true, default: [] },
      only: { type: 'string', multiple: true, default: [...KINDS] },
    },
  })
  return {
    wantsHelp: values.help,
    isVerbose: values.verbose,
    filters: values.filter,
    kinds: new Set(values.only.map(toKind)),
  }
}

/**
 * @param {string} word
 * @returns {TestKind}
 */
function toKind(word) {
  const kind = KINDS.find((candidate) => candidate === word)
  if (!kind) throw new Error(`--only takes ${KINDS.join(', ')}, not ${word}`)
  return kind
}
