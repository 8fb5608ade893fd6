import { join } from 'node:path'

import { summarizeCase } from './report/summarize.js'
import { runTrial } from './run-trial.js'

/**
 * @typedef {object} RunParts
 * @property {import('./places.js').Places} places
 * @property {import('./progress-line.js').ProgressLine} progress
 * @property {AbortSignal} signal
 * @property {string | undefined} profileDir absent: no profiles
 * @property {import('./contract.d.ts').ServerPids} [serverPids]
 */

/**
 * The cases of a run with their scenarios, in the order in which they run.
 * @param {import('./options.js').BenchOptions} options
 */
export function planCases(options) {
  const planned = options.queueTypes.flatMap((queueType) =>
    options.scenarios.flatMap((scenario) =>
      scenario.cases(options, queueType).map((single) => ({ scenario, case: single })),
    ),
  )
  const chosen = planned
    .map(({ scenario, case: single }) => {
      const lines = single.lines.filter((line) => isChosen(line, options))
      return { scenario, case: { ...single, lines } }
    })
    .filter(({ case: single }) => single.lines.length > 0)
  if (chosen.length > 0) return chosen
  const known = new Set(planned.flatMap(({ case: single }) => single.lines.map(({ id }) => id)))
  throw new Error(
    `no line is called ${options.lines.join(' or ')}; there are ${[...known].join(', ')}`,
  )
}

/**
 * @param {import('./contract.d.ts').Line} line
 * @param {Pick<import('./options.js').BenchOptions, 'lines' | 'isProfiling'>} options
 */
const isChosen = ({ id, contestant }, { lines, isProfiling }) =>
  (lines.length === 0 || lines.includes(id)) && (!isProfiling || contestant === 'arq')

/**
 * Runs a case: in each round every line once, one after another.
 * @param {ReturnType<typeof planCases>[number]} planned
 * @param {RunParts} parts
 * @returns {Promise<import('./contract.d.ts').CaseResult>}
 */
export async function runCase({ scenario, case: single }, parts) {
  /** @type {Map<string, import('./contract.d.ts').Values[]>} */
  const results = new Map()
  const queues = new CaseQueues(single.queueType, parts.places, scenario)
  for (let round = 1; round <= single.rounds; round += 1) {
    for (const line of single.lines) {
      const { queueType, rounds } = single
      parts.progress.begin(`${single.title}, ${queueType}, round ${round}/${rounds}: ${line.title}`)
      const run = async () => {
        const queue = await queues.of(line)
        try {
          return await runLine({ scenario, caseId: single.id, line, queue, round }, parts)
        } finally {
          if (line.sharedQueue === undefined) await parts.places.remove(queue.place)
        }
      }
      const values = await run().catch((error) => {
        if (!mayRunAgain(line, parts)) throw error
        parts.progress.say(`${line.title} failed, and runs once more: ${error}`)
        return run()
      })
      results.set(line.id, [...(results.get(line.id) ?? []), values])
      parts.progress.end()
    }
  }
  await queues.removeShared()
  return summarizeCase(scenario.name, single, results)
}

/**
 * A failure of ours fails the run. One of another program is not to cost the figures of all.
 * @param {import('./contract.d.ts').Line} line
 * @param {Pick<RunParts, 'signal'>} parts
 */
const mayRunAgain = ({ contestant, sharedQueue }, { signal }) =>
  contestant !== 'arq' && sharedQueue === undefined && !signal.aborted

/**
 * @param {{ scenario: import('./contract.d.ts').Scenario, caseId: string,
 *   line: import('./contract.d.ts').Line, queue: CaseQueue, round: number }} what
 * @param {RunParts} parts
 */
async function runLine(what, { progress, signal, profileDir, serverPids }) {
  const { scenario, caseId, line, queue, round } = what
  const { contestant, settings, wire } = line
  const place = { ...queue.place, wire }
  const options = {
    signal,
    onOutput: (/** @type {string} */ text) => progress.say(text),
    onProgress: (/** @type {string} */ text) => progress.update(text),
    longestMinutes: scenario.longestMinutes,
  }
  const trial = { scenario: scenario.name, contestant, place, settings, serverPids }
  if (scenario.prepare) {
    const { sequences } = queue
    const { added = 0 } = await runTrial({ ...trial, step: 'prepare', sequences }, options)
    queue.sequences += added
  }
  const name = [caseId, place.queueType, line.id, round].join('-').replaceAll(' ', '-')
  const profileFile = profileDir && join(profileDir, `${name}.cpuprofile`)
  const { sequences } = queue
  return runTrial({ ...trial, step: 'measure', sequences, profileFile }, options)
}

/** @typedef {{ place: import('./contract.d.ts').Place, sequences: number }} CaseQueue */

/** The queue of each line: a new one each time, or one that lasts as long as its case. */
class CaseQueues {
  #queueType
  #places
  #isApart
  /** @type {Map<string, CaseQueue>} */
  #shared = new Map()

  /**
   * @param {import('./contract.d.ts').QueueType} queueType
   * @param {import('./places.js').Places} places
   * @param {Pick<import('./contract.d.ts').Scenario, 'isApart'>} scenario
   */
  constructor(queueType, places, { isApart = false }) {
    this.#queueType = queueType
    this.#places = places
    this.#isApart = isApart
  }

  /**
   * @param {import('./contract.d.ts').Line} line
   * @returns {Promise<CaseQueue>}
   */
  async of({ sharedQueue }) {
    const known = sharedQueue === undefined ? undefined : this.#shared.get(sharedQueue)
    if (known) return known
    const place = this.#isApart
      ? await this.#places.openApart(this.#queueType)
      : this.#places.open(this.#queueType)
    const queue = { place, sequences: 0 }
    if (sharedQueue !== undefined) this.#shared.set(sharedQueue, queue)
    return queue
  }

  async removeShared() {
    for (const { place } of this.#shared.values()) await this.#places.remove(place)
    this.#shared.clear()
  }
}
