import { arqLines, hasBullmq } from '../lines.js'

/** What grows shows in every round; five would only take longer. */
const MOST_ROUNDS = 3

/**
 * A case whose lines are those of a few and those of many, each of all contestants.
 * @param {import('../../contract.d.ts').ScenarioOptions} options
 * @param {import('../../contract.d.ts').QueueType} queueType
 * @param {object} what
 * @param {string} what.id
 * @param {string} what.title
 * @param {readonly { id: string, title: string,
 *   settings: import('../../contract.d.ts').LineSettings }[]} what.amounts the few first
 * @param {readonly ScaleContestant[]} what.contestants
 * @param {boolean} [what.isKept] a line's queue lasts for all rounds
 * @returns {import('../../contract.d.ts').Case[]} none but for the first type of queue
 *
 * @typedef {'raw' | 'arq' | 'arq redis' | 'bullmq'} ScaleContestant
 */
export function scaleCases(options, queueType, { id, title, amounts, contestants, isKept }) {
  // What is asked is whether the amount matters: one type of queue will do.
  if (queueType !== options.queueTypes[0]) return []
  const [few] = amounts
  const lines = contestants.flatMap((name) =>
    amounts.flatMap((amount) => {
      const line = {
        id: `${name} ${amount.id}`,
        title: `${TITLES[name]}, ${amount.title}`,
        against: amount === few ? [] : [`${name} ${few?.id}`],
        settings: { ...amount.settings, results: RESULTS[name] ?? amount.settings.results },
        ...(isKept && { sharedQueue: `${name} ${amount.id}` }),
      }
      if (name === 'bullmq') {
        return hasBullmq(options, queueType) ? [{ ...line, contestant: name }] : []
      }
      if (name === 'raw') return [{ ...line, contestant: name }]
      return arqLines(options, line)
    }),
  )
  const rounds = Math.min(options.rounds, MOST_ROUNDS)
  return [{ id: idOf(options, id), title, queueType, rounds, lines }]
}

/**
 * How much the many are.
 * @param {import('../../contract.d.ts').ScenarioOptions} options
 * @param {{ full: number, quick: number }} amounts
 */
export function manyOf({ isQuick, size }, { full, quick }) {
  return isQuick ? quick : Math.max(1, Math.round(full * size))
}

/**
 * The name of a case. One of less than the full size has another: it is not what the targets speak of.
 * @param {import('../../contract.d.ts').ScenarioOptions} options
 * @param {string} id
 */
function idOf({ isQuick, size }, id) {
  if (isQuick) return `${id} quick`
  return size === 1 ? id : `${id} × ${size}`
}

/** @type {Readonly<Record<ScaleContestant, string>>} */
const TITLES = {
  raw: 'amqplib',
  arq: 'arq, no results',
  'arq redis': 'arq, results in Redis',
  bullmq: 'BullMQ',
}

/** @type {Readonly<Partial<Record<ScaleContestant, import('../../contract.d.ts').Results>>>} */
const RESULTS = { raw: 'none', arq: 'none', 'arq redis': 'redis', bullmq: 'redis' }
