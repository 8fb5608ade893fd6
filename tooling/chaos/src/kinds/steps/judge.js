import { STEPS } from './plan.js'

/**
 * A step is done once, and once more for each worker that was killed in the middle of it. Where workers are cut off and
 * live on, two of them may do the same steps at the same time: then a step is done once for each start at most.
 * @param {import('../../contract.d.ts').JobHistory} history
 * @returns {string[]}
 */
export function judgeSteps({ steps, starts, crashes, onlyKills }) {
  const times = STEPS.map((name) => ({
    name,
    ran: steps.filter(({ step }) => step === name).length,
  }))
  const reasons = times
    .filter(({ ran }) => ran === 0 || ran > starts.length)
    .map(({ name, ran }) => `its step ${name} was run ${ran} times, in ${starts.length} starts`)
  const repeated = times.reduce((sum, { ran }) => sum + Math.max(ran - 1, 0), 0)
  if (onlyKills && repeated > crashes) {
    reasons.push(
      `${repeated} of its steps were run once more, and ${crashes} of its workers killed`,
    )
  }
  return reasons
}
