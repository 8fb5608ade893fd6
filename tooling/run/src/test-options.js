import { parseArgs } from 'node:util'

const KINDS = /** @type {const} */ (['checks', 'unit', 'integration'])
const QUICK_KINDS = /** @type {const} */ (['checks', 'unit'])
const FULL_KINDS = /** @type {const} */ ([...KINDS, 'rabbitmq-4', 'cluster', 'node'])

export const TEST_HELP = `Installs, builds, checks and tests everything, also against real servers.

  npm test                            all of it
  npm test -- --filter core           only that package (@arq/core, core or packages/core)
  npm test -- --only unit             only checks, unit or integration; may be given twice
  npm test -- --verbose               also what succeeds may print
  npm test -- --help
  npm run check                       while working, without servers: checks and unit tests, but not
                                      what has not changed since it was green, nor packed packages
  npm run test:full                   also what takes longer or needs more: rabbitmq-4 (what uses
                                      RabbitMQ, once more on 4.0.5) and cluster (of three nodes)
                                      and node (unit tests and those of connections on the Node
                                      versions that we promise, beside this one)
  npm run test:full -- --only rabbitmq-4 --only cluster --filter worker
  npm run test:full -- --node 22      only that, on the newest Node 22; may be given twice

RabbitMQ 4.0.5 is got once with debootstrap: as root on Linux, 30 to 100 s, 300 MB in .services/.
ARQ_TEST_PLUGIN_URL may name a broker that has the delayed-message plugin.
RabbitMQ and Redis are taken from ARQ_TEST_RABBITMQ_URL and ARQ_TEST_REDIS_URL, from this machine,
or installed and started (npm run services -- --help). Results for machines: .reports/.
The last line is: N passed, N failed, N skipped`

/**
 * @typedef {typeof FULL_KINDS[number]} TestKind
 * @typedef {object} TestOptions
 * @property {boolean} wantsHelp
 * @property {boolean} isVerbose
 * @property {boolean} isFull also what takes long
 * @property {boolean} isQuick leaves out what takes long or has not changed
 * @property {readonly string[]} filters
 * @property {ReadonlySet<TestKind>} kinds
 * @property {readonly string[]} nodes versions of Node: `22`
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
      only: { type: 'string', multiple: true },
      full: { type: 'boolean', default: false },
      node: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
    },
  })
  const known = values.full ? FULL_KINDS : values.quick ? QUICK_KINDS : KINDS
  // Whoever names a version wants to see that one.
  const only = values.node.length > 0 ? [...(values.only ?? []), 'node'] : values.only
  return {
    wantsHelp: values.help,
    isVerbose: values.verbose,
    isFull: values.full,
    isQuick: values.quick,
    filters: values.filter,
    kinds: new Set(only?.map((word) => toKind(word, known)) ?? known),
    nodes: values.node,
  }
}

/**
 * @param {string} word
 * @param {readonly TestKind[]} known
 * @returns {TestKind}
 */
function toKind(word, known) {
  const kind = known.find((candidate) => candidate === word)
  if (kind) return kind
  const isFull = FULL_KINDS.some((candidate) => candidate === word)
  const hint = isFull ? ' (npm run test:full does)' : ''
  throw new Error(`--only takes ${known.join(', ')}, not ${word}${hint}`)
}
