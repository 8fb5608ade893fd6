import type { WorkerInfo } from '@arq/core'

/** Which workers count: all, or those of one host, of one id or name, or of both. */
export interface Scope {
  readonly host?: string | undefined
  readonly worker?: string | undefined
}

/** What is known of a queue after the workers were asked. */
export interface AskedQueue {
  readonly queue: string
  /** By the broker's count; `undefined`: there is no such queue. */
  readonly consumers: number | undefined
  /** All that answered. */
  readonly answered: readonly WorkerInfo[]
}

/** How a queue, or the workers that count, stand. Part of the contract: `--json` shows these words. */
export type Standing =
  /** Workers take jobs from it. */
  | 'taken'
  /** Those that answered take no jobs from it. */
  | 'not_taken'
  /** It has consumers, none of which answered. */
  | 'unanswered'
  /** `--strict`: it is taken, and one of its consumers did not answer. */
  | 'some_unanswered'
  /** Workers answered, or may have; none of those that count. */
  | 'none_meant'
  | 'nobody'
  | 'no_such_queue'

export interface Verdict {
  readonly standing: Standing
  /** Those that count and work on it: the ones that take jobs where there are any, else the ones that do not. */
  readonly workers: readonly WorkerInfo[]
}

/** How a queue stands. */
export function judgeQueue(
  { queue, consumers, answered }: AskedQueue,
  scope: Scope,
  isStrict: boolean,
): Verdict {
  const ofQueue = answered.filter(({ queues }) => queues.some(({ name }) => name === queue))
  const meant = ofQueue.filter((worker) => isMeant(worker, scope))
  const taking = meant.filter((worker) => takesFrom(worker, queue))
  if (taking.length > 0) {
    const isMissed = isStrict && missing({ queue, consumers, answered }) > 0
    return { standing: isMissed ? 'some_unanswered' : 'taken', workers: taking }
  }
  if (meant.length > 0) return { standing: 'not_taken', workers: meant }
  const none = (standing: Standing): Verdict => ({ standing, workers: [] })
  if (consumers === undefined) return none('no_such_queue')
  if (consumers === 0) return none('nobody')
  return none(isNarrow(scope) || ofQueue.length > 0 ? 'none_meant' : 'unanswered')
}

/** How workers stand that were asked for apart from any queue: well, when one takes jobs. */
export function judgeWorkers(answered: readonly WorkerInfo[], scope: Scope): Verdict {
  const meant = answered.filter((worker) => isMeant(worker, scope))
  const taking = meant.filter((worker) => worker.queues.some(({ name }) => takesFrom(worker, name)))
  if (taking.length > 0) return { standing: 'taken', workers: taking }
  return { standing: meant.length > 0 ? 'not_taken' : 'none_meant', workers: meant }
}

/** Consumers of a queue that no worker which answered accounts for. */
export function missing({ queue, consumers = 0, answered }: AskedQueue): number {
  const known = answered.filter(({ queues }) =>
    queues.some(({ name, isPaused }) => name === queue && !isPaused),
  )
  return Math.max(consumers - known.length, 0)
}

function isMeant({ host, workerId, name }: WorkerInfo, scope: Scope): boolean {
  const isHost = scope.host === undefined || scope.host === host
  return isHost && (scope.worker === undefined || [workerId, name].includes(scope.worker))
}

export const isNarrow = ({ host, worker }: Scope): boolean =>
  host !== undefined || worker !== undefined

/** Whether a worker takes jobs from a queue at the moment. */
function takesFrom({ state, health, queues }: WorkerInfo, queue: string): boolean {
  const isOpen = queues.some(({ name, isPaused }) => name === queue && !isPaused)
  return isOpen && state === 'working' && health !== 'not_ready'
}

/** Why a worker takes no jobs: codes of its health, else its state. */
export function reasonsOf({ problems = [], state, health }: WorkerInfo): readonly string[] {
  if (health === 'not_ready' && problems.length > 0) return problems
  // Of several queues only the one that was asked about is paused.
  return [state === 'working' ? 'paused' : state]
}
