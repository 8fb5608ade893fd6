import { type Text, type WorkerInfo, WorkerNotFound } from '@arq/core'
import { type ControlAnswer, nearestName } from '@arq/core/internal'

import { texts } from '../texts.js'
import type { ControlTarget } from './control-options.js'

/** @throws WorkerNotFound `ARQ_WORKER_NOT_FOUND` when nobody who answered is meant */
export function checkTarget(
  { worker, queue }: ControlTarget,
  answers: readonly ControlAnswer[],
  seconds: number,
): void {
  if (answers.some(({ isMeant }) => isMeant)) return
  const workers = answers.map((answer) => answer.worker)
  if (workers.length === 0) throw notFound({ worker, queue }, [], texts.noWorkers({ seconds }))
  const named = workers.filter((one) => one.workerId === worker || one.name === worker)
  if (worker !== undefined && named.length === 0) {
    const known = [...new Set(workers.flatMap(({ workerId, name }) => [name, workerId]))]
    throw notFound({ worker }, known, unknownWorker(worker, known, workers))
  }
  const known = [...new Set((worker === undefined ? workers : named).flatMap(queuesOf))]
  throw notFound({ queue }, known, unknownQueue(queue ?? '', known))
}

const queuesOf = ({ queues }: WorkerInfo): readonly string[] => queues.map(({ name }) => name)

function unknownWorker(worker: string, names: readonly string[], workers: readonly WorkerInfo[]) {
  const meant = nearestName(worker, names)
  const known = workers.map(({ workerId }) => workerId).join(', ')
  return meant === undefined
    ? texts.unknownWorker({ worker, known })
    : texts.unknownWorkerMeant({ worker, meant })
}

function unknownQueue(queue: string, names: readonly string[]) {
  const meant = nearestName(queue, names)
  return meant === undefined
    ? texts.unworkedQueue({ queue, known: names.join(', ') })
    : texts.unworkedQueueMeant({ queue, meant })
}

const notFound = (
  { worker, queue }: ControlTarget,
  known: readonly string[],
  text: Text,
): WorkerNotFound =>
  new WorkerNotFound({
    code: 'ARQ_WORKER_NOT_FOUND',
    text,
    details: { worker, queueName: queue, known },
  })
