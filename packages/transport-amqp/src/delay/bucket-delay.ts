import type { Outbound } from '../publish/outbound.js'
import type { QueueSpec } from '../topology/queue-spec.js'
import type { Route } from '../topology/route.js'
import { BUCKET_LENGTHS_MS, bucketFor, stageFor } from './bucket-grid.js'
import { toWaiting } from './delay-headers.js'
import type { DelayedOutbound, DelayMechanism } from './delay-mechanism.js'
import { bucketQueue, DUE_QUEUE } from './delay-queues.js'

const BUCKETS = new Map(BUCKET_LENGTHS_MS.map((lengthMs) => [lengthMs, bucketQueue(lengthMs)]))

/**
 * Our own delays: a message waits in a bucket shorter than its delay, then in the due queue, whose consumers
 * (`DelayMover`) hold it for the rest and publish it to its target. Any length, to the millisecond, on quorum queues.
 */
export class BucketDelay implements DelayMechanism {
  delay(outbound: Outbound, dueAtMs: number): DelayedOutbound {
    return {
      ...outbound,
      properties: toWaiting(outbound, dueAtMs),
      routeAt: (target, nowMs) => {
        const stage = stageFor(dueAtMs - nowMs)
        // What became due meanwhile goes through the mover all the same: only there it becomes what it was.
        return routeVia(target, stage.to === 'bucket' ? stage.lengthMs : undefined)
      },
    }
  }
}

/** One more wait, of a message that carries its note already, in a bucket: the due queue is to be rid of it. */
export function delayAgain(outbound: Outbound, dueAtMs: number): DelayedOutbound {
  return { ...outbound, routeAt: (target, nowMs) => routeVia(target, bucketFor(dueAtMs - nowMs)) }
}

function routeVia(target: QueueSpec, lengthMs: number | undefined): Route {
  const bucket = lengthMs === undefined ? undefined : BUCKETS.get(lengthMs)
  const routingKey = (bucket ?? DUE_QUEUE).name
  return {
    exchange: '',
    routingKey,
    // The due queue before any bucket: dead letters that meet no queue are only tried again minutes later.
    queues: bucket ? [target, DUE_QUEUE, bucket] : [target, DUE_QUEUE],
    gateKey: `${routingKey} ${target.name}`,
  }
}
