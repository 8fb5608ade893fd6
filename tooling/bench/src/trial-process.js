// One trial, in a process of its own: what it costs is what this process used.

import { CONTESTANTS } from './contestants/index.js'
import { Meter } from './measure/meter.js'
import { scenarioOf } from './scenarios/index.js'

/**
 * @param {import('./contract.d.ts').Trial} trial
 * @returns {Promise<import('./contract.d.ts').Values>}
 */
async function runTrial(trial) {
  const scenario = scenarioOf(trial.scenario)
  const contestant = CONTESTANTS[trial.contestant]
  const meter = new Meter(trial.profileFile, trial.serverPids)
  const bench = { trial, contestant, meter, say }
  if (trial.step === 'measure') return scenario.measure(bench)
  if (trial.step === 'work') return (await scenario.work?.(bench)) ?? {}
  return { added: (await scenario.prepare?.(bench)) ?? 0 }
}

/** @param {string} progress */
const say = (progress) => void process.send?.({ progress })

/** @param {import('./run-trial.js').Answer} answer */
const answer = (answer) =>
  // Whatever a library still holds open must not keep this process.
  process.send?.(answer, undefined, {}, () => process.exit(0))

// Nobody is left to answer: who started this was ended.
process.once('disconnect', () => process.exit(1))
process.once('message', (/** @type {import('./contract.d.ts').Trial} */ trial) => {
  runTrial(trial).then(
    (values) => answer({ values }),
    (error) => answer({ error: error instanceof Error ? (error.stack ?? '') : String(error) }),
  )
})
