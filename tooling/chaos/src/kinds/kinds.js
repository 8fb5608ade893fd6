import { judgeDebounce } from './debounce/judge.js'
import { planDebounce } from './debounce/plan.js'
import { judgeEncrypted } from './encrypted/judge.js'
import { planEncrypted } from './encrypted/plan.js'
import { judgeFlow, judgeFlows } from './flows/judge.js'
import { planFlows } from './flows/plan.js'
import { idsOfFlow, jobOfNode } from './flows/tree.js'
import { judgeKeys } from './keys/judge.js'
import { planKeys } from './keys/plan.js'
import { judgeOutbox } from './outbox/judge.js'
import { planOutbox } from './outbox/plan.js'
import { judgeRates } from './rates/judge.js'
import { planRates } from './rates/plan.js'
import { judgeSignals } from './signals/judge.js'
import { planSignals } from './signals/plan.js'
import { judgeSteps } from './steps/judge.js'
import { planSteps } from './steps/plan.js'
import { judgeStreams } from './streams/judge.js'
import { planStreams } from './streams/plan.js'

/** @typedef {import('./kind.d.ts').KindPlan} KindPlan */
/** @typedef {import('../contract.d.ts').FeatureKind} FeatureKind */

/**
 * The kinds that only `--kinds` asks for, one for each feature: what is planned for them and what must come of it. What
 * their jobs and clients do is in `runs.js` and `acts.js`, since that needs the packages.
 * @type {Readonly<Record<FeatureKind, KindPlan>>}
 */
export const KINDS = {
  steps: { title: 'five steps and a sleep', plan: planSteps, judge: judgeSteps },
  signals: {
    title: 'waits for a signal: given before, while it waits, twice, or too late',
    plan: planSignals,
    judge: judgeSignals,
    hasId: true,
    leavesCopies: true,
  },
  streams: {
    title: 'writes chunks to a reader that is killed, and gets messages',
    plan: planStreams,
    judge: judgeStreams,
    hasId: true,
  },
  keys: {
    title: 'at most two of a key at once, or one after the other in order',
    plan: planKeys,
    judgeTogether: judgeKeys,
  },
  rates: {
    title: 'so many of a key begin in a span of time',
    plan: planRates,
    judgeTogether: judgeRates,
  },
  debounce: {
    title: 'one job for a key, of many calls: drop, replace, keep the last',
    plan: planDebounce,
    judgeTogether: judgeDebounce,
    leavesCopies: true,
  },
  flows: {
    title: 'chains, groups and trees, of whose jobs some fail',
    plan: planFlows,
    judge: judgeFlow,
    judgeTogether: judgeFlows,
    idsOf: idsOfFlow,
    jobOf: jobOfNode,
    hasId: true,
  },
  outbox: {
    title: 'enqueued in transactions of PostgreSQL, of which some are rolled back',
    plan: planOutbox,
    judge: judgeOutbox,
    hasDatabase: true,
  },
  encrypted: {
    title: 'encrypted; the key changes, and one worker has the new one late',
    plan: planEncrypted,
    judge: judgeEncrypted,
  },
}

export const FEATURE_KINDS = /** @type {FeatureKind[]} */ (Object.keys(KINDS))

/**
 * What a kind adds to the usual; nothing for those of every run.
 * @param {import('../contract.d.ts').JobKind} kind
 * @returns {KindPlan | undefined}
 */
export const kindOf = (kind) => KINDS[/** @type {FeatureKind} */ (kind)]

/**
 * The id of a job that its client names, so that a call without an answer may be made again. No id is the beginning of
 * another: logs are searched for them.
 * @param {Pick<import('../contract.d.ts').PlannedJob, 'n' | 'kind'>} job
 * @returns {string | undefined}
 */
export function ownId({ n, kind }) {
  const isNamed = kind === 'unique' || kindOf(kind)?.hasId === true
  return isNamed ? `${kind}-${String(n).padStart(7, '0')}` : undefined
}

/** The queues of messages that wait for their time. */
const DELAYS = 'arq.delay.'

/**
 * Whether a message is a copy that has nothing to do any more: a job that was woken early leaves the one that is due when
 * its wait would have been over.
 * @param {Pick<import('../contract.d.ts').SeenMessage, 'queue'>} message
 * @param {import('../contract.d.ts').JobKind} kind
 */
export const isVoidCopy = ({ queue }, kind) =>
  kindOf(kind)?.leavesCopies === true && queue.startsWith(DELAYS)
