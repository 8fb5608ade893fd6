import type { QueueView, WorkerView } from '../../../../src/contract/index.js'

/** What goes on with a queue, put together from what broker and workers say. */
export type QueueState =
  | { readonly kind: 'missing' | 'working' | 'paused' | 'unattended' | 'idle' }
  | { readonly kind: 'pausedInSome'; readonly paused: number; readonly all: number }

export function queueStateOf(queue: QueueView, workers: readonly WorkerView[]): QueueState {
  if (!queue.exists) return { kind: 'missing' }
  const serving = workers.flatMap(({ queues }) => queues.filter(({ name }) => name === queue.name))
  const paused = serving.filter(({ isPaused }) => isPaused).length
  if (paused > 0 && paused === serving.length) return { kind: 'paused' }
  if (paused > 0) return { kind: 'pausedInSome', paused, all: serving.length }
  if (queue.consumers === 0 && serving.length === 0) return { kind: 'unattended' }
  const isBusy = (queue.unacknowledged ?? 0) > 0 || serving.some(({ running }) => running > 0)
  return { kind: isBusy || (queue.ready ?? 0) > 0 ? 'working' : 'idle' }
}
