import type { DelayedOutbound, Outbound } from '../publish/outbound.js'
import { bucketQueue, DUE_QUEUE } from '../topology/delay-queues.js'
import type { QueueSpec } from '../topology/queue-spec.js'
import type { Route } from '../topology/route.js'
import type { MessageProperties } from '../wire/message-properties.js'
import { BUCKET_LENGTHS_MS, bucketFor, stageFor } from './bucket-grid.js'
import { toWaiting, withRest } from './delay-headers.js'
import type { DelayMechanism } from './delay-mechanism.js'
import type { DueMoment } from './due-moment.js'

const BUCKETS = new Map(BUCKET_LENGTHS_MS.map((lengthMs) => [lengthMs, bucketQueue(lengthMs)]))

/**
 * Our own delays: a message waits in a bucket shorter than its delay, then in the due queue, whose consumers
 * (`DelayMover`) hold it for the rest and publish it to its target. Any length, to the millisecond, on quorum queues.
 */
export class BucketDelay implements DelayMechanism {
  delay(outbound: Outbound, due: DueMoment): DelayedOutbound {
    const properties = toWaiting(outbound, due.wallMs)
    return {
      ...outbound,
      properties,
      routeAt: (target, nowMs) => {
        const remainingMs = due.monotonicMs - nowMs
        const stage = stageFor(remainingMs)
        // A message that became due meanwhile goes to the mover all the same: the mover takes the note of the wait off.
        const lengthMs = stage.to === 'bucket' ? stage.lengthMs : undefined
        return routeVia({ target, properties, remainingMs, lengthMs })
      },
    }
  }
}

/** One more wait, of a message that carries its note already, in a bucket: the due queue is to be rid of it. */
export function delayAgain(outbound: Outbound, due: DueMoment): DelayedOutbound {
  const { properties } = outbound
  return {
    ...outbound,
    routeAt: (target, nowMs) => {
      const remainingMs = due.monotonicMs - nowMs
      return routeVia({ target, properties, remainingMs, lengthMs: bucketFor(remainingMs) })
    },
  }
}

interface Stretch {
  readonly target: QueueSpec
  readonly properties: MessageProperties
  readonly remainingMs: number
  /** Of the bucket; absent: straight to the due queue. */
  readonly lengthMs: number | undefined
}

function routeVia({ target, properties, remainingMs, lengthMs }: Stretch): Route {
  const bucket = lengthMs === undefined ? undefined : BUCKETS.get(lengthMs)
  const routingKey = (bucket ?? DUE_QUEUE).name
  return {
    exchange: '',
    routingKey,
    // The due queue before any bucket: the broker tries dead letters that meet no queue again only minutes later.
    queues: bucket ? [target, DUE_QUEUE, bucket] : [target, DUE_QUEUE],
    gateKey: `${routingKey} ${target.name}`,
    properties: withRest(properties, remainingMs - (lengthMs ?? 0)),
  }
}
