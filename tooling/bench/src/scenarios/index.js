import { backlog } from './backlog.js'
import { delay } from './delay.js'
import { endToEnd } from './end-to-end.js'
import { enqueue } from './enqueue.js'
import { latency } from './latency.js'
import { memory } from './memory.js'
import { processing } from './process.js'

/** In the order in which they run. @type {readonly import('../contract.d.ts').Scenario[]} */
export const SCENARIOS = [enqueue, processing, endToEnd, latency, delay, backlog, memory]

/** @param {string} name */
export function scenarioOf(name) {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name)
  if (scenario) return scenario
  const known = SCENARIOS.map((candidate) => candidate.name).join(', ')
  throw new Error(`no scenario is called ${name}: there are ${known}`)
}
