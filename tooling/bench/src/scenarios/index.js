import { abort } from './abort.js'
import { backlog } from './backlog.js'
import { delay } from './delay.js'
import { endToEnd } from './end-to-end.js'
import { enqueue } from './enqueue.js'
import { features } from './features.js'
import { latency } from './latency.js'
import { memory } from './memory.js'
import { oneAtATime } from './one-at-a-time.js'
import { processing } from './process.js'
import { scaleArguments } from './scale/arguments.js'
import { scaleDeadLetters } from './scale/dead-letters.js'
import { scaleDelayed } from './scale/delayed.js'
import { scaleQueues } from './scale/queues.js'
import { scaleResults } from './scale/results.js'
import { scaleWorkers } from './scale/workers.js'
import { telemetry } from './telemetry.js'

/** In the order in which they run. @type {readonly import('../contract.d.ts').Scenario[]} */
export const SCENARIOS = [
  ...[enqueue, oneAtATime, processing, endToEnd],
  ...[latency, abort, delay, backlog, memory, telemetry, features],
  ...[scaleQueues, scaleWorkers, scaleDeadLetters, scaleResults, scaleArguments, scaleDelayed],
]

/** What runs when none is named. */
export const USUAL_SCENARIOS = SCENARIOS.filter(({ isOnlyByName = false }) => !isOnlyByName)

/** @param {string} name */
export function scenarioOf(name) {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name)
  if (scenario) return scenario
  const known = SCENARIOS.map((candidate) => candidate.name).join(', ')
  throw new Error(`no scenario is called ${name}: there are ${known}`)
}

/**
 * @param {string} name of a scenario, or the word that several begin with: `scale`
 * @returns {readonly import('../contract.d.ts').Scenario[]}
 */
export function scenariosOf(name) {
  const group = SCENARIOS.filter((candidate) => candidate.name.startsWith(`${name}-`))
  return SCENARIOS.some((candidate) => candidate.name === name) || group.length === 0
    ? [scenarioOf(name)]
    : group
}
