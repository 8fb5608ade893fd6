import { keepSecret } from './encrypted/run.js'
import { workInFlow } from './flows/run.js'
import { waitForSignal } from './signals/run.js'
import { doSteps } from './steps/run.js'
import { writeChunks } from './streams/run.js'

/**
 * What jobs of a feature do; those of a kind that is not named work for a while.
 * @type {Partial<Record<import('../contract.d.ts').JobKind, import('./kind.d.ts').KindRun>>}
 */
export const RUNS = {
  steps: doSteps,
  signals: waitForSignal,
  streams: writeChunks,
  flows: workInFlow,
  encrypted: keepSecret,
}
