import { isKept } from '../measure/results.js'

/**
 * Nothing may be left in the queue: an ack that was lost shows here.
 * @param {import('../contract.d.ts').Workbench} bench
 * @param {number} [expected]
 */
export async function expectWaiting({ contestant, trial }, expected = 0) {
  const waiting = await contestant.countWaiting(trial.place)
  if (waiting === expected) return
  throw new Error(`${waiting} jobs wait in the queue at the end, not ${expected}`)
}

/**
 * Every job has exactly one result, or `queued` record, where they are kept.
 * @param {import('../contract.d.ts').Workbench} bench
 * @param {number} expected
 */
export async function expectResults({ contestant, trial }, expected) {
  if (!isKept(trial.settings.results)) return
  const kept = await contestant.countResults(trial.place)
  if (kept !== expected) throw new Error(`${kept} results are kept, not ${expected}`)
}

/**
 * A setting that this scenario's lines always have.
 * @template {keyof import('../contract.d.ts').LineSettings} K
 * @param {import('../contract.d.ts').Workbench} bench
 * @param {K} key
 */
export function setting({ trial: { settings, scenario } }, key) {
  const value = settings[key]
  if (value === undefined) throw new Error(`a line of ${scenario} lacks ${key}`)
  return value
}
