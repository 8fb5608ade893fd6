import type { Channel } from 'node:diagnostics_channel'

import { channel } from '#platform'

import type { EnqueueEvent } from './enqueue-event.js'
import type { JobEvent } from './job-event.js'
import type { WorkerLifeEvent } from './worker-life-event.js'

/** Everything that clients and workers tell of. */
export type ArqEvent = EnqueueEvent | JobEvent | WorkerLifeEvent

export type ArqEventType = ArqEvent['type']

/** An event by its type. */
export type EventOf<T extends ArqEventType> = Extract<ArqEvent, { readonly type: T }>

const of = (type: ArqEventType): Channel => channel(`arq:${type}`)

/**
 * The channel of each type of event. Node keeps one channel for each name in a process, so two copies of this package
 * have the same ones.
 */
export const EVENT_CHANNELS: Readonly<Record<ArqEventType, Channel>> = {
  jobEnqueued: of('jobEnqueued'),
  jobExists: of('jobExists'),
  enqueueFailed: of('enqueueFailed'),
  jobStarted: of('jobStarted'),
  jobProgress: of('jobProgress'),
  jobUsed: of('jobUsed'),
  jobCompleted: of('jobCompleted'),
  jobRetried: of('jobRetried'),
  jobFailed: of('jobFailed'),
  jobSuspended: of('jobSuspended'),
  jobAborted: of('jobAborted'),
  jobHandedBack: of('jobHandedBack'),
  jobInterrupted: of('jobInterrupted'),
  jobStuck: of('jobStuck'),
  jobStuckEnded: of('jobStuckEnded'),
  jobDuplicate: of('jobDuplicate'),
  jobAwaitsTask: of('jobAwaitsTask'),
  jobAwaitsKey: of('jobAwaitsKey'),
  jobAwaitsPayload: of('jobAwaitsPayload'),
  jobCameHome: of('jobCameHome'),
  messageParked: of('messageParked'),
  workerStarted: of('workerStarted'),
  workerStopping: of('workerStopping'),
  workerEnded: of('workerEnded'),
  paused: of('paused'),
  resumed: of('resumed'),
  draining: of('draining'),
  drained: of('drained'),
  connected: of('connected'),
  connectionLost: of('connectionLost'),
  publishingBlocked: of('publishingBlocked'),
  publishingUnblocked: of('publishingUnblocked'),
  queueNotConsuming: of('queueNotConsuming'),
  queueConsuming: of('queueConsuming'),
  jobUndeliverable: of('jobUndeliverable'),
  storeAway: of('storeAway'),
}
