import type { Delivery } from '@arq/core'

import type { Outbound } from '../publish/outbound.js'
import type { MessageProperties } from '../wire/message-properties.js'
import type { DueMoment } from './due-moment.js'

const DUE_AT_HEADER = 'x-arq-due-at'
const TARGET_HEADER = 'x-arq-target'
const REST_HEADER = 'x-arq-rest'
const PRIORITY_HEADER = 'x-arq-priority'
const REFUSALS_HEADER = 'x-arq-refusals'

const OWN_HEADERS: ReadonlySet<string> = new Set([
  DUE_AT_HEADER,
  TARGET_HEADER,
  REST_HEADER,
  PRIORITY_HEADER,
  REFUSALS_HEADER,
])

/** What a waiting message says of itself. */
export interface WaitingNote {
  /** By the clock of whoever enqueued it: milliseconds since 1970. */
  readonly dueAtMs: number
  readonly target: string
  /** What remained of its wait, at most, when it came to the due queue. */
  readonly restMs: number | undefined
  readonly priority: number | undefined
  /** How often the target has refused it. */
  readonly refusals: number
}

/** One more wait. */
export interface NextWait {
  readonly due: DueMoment
  readonly refusals: number
}

/**
 * The properties of a message while it waits. Its priority waits in a header: where quorum queues have priorities, one
 * message would expire behind later ones of a higher priority.
 */
export function toWaiting(
  { target, properties }: Outbound,
  dueAtMs: number,
): Outbound['properties'] {
  const { priority, ...rest } = properties
  return {
    ...rest,
    headers: {
      ...properties.headers,
      // Whole milliseconds, rounded up: never early.
      [DUE_AT_HEADER]: Math.ceil(dueAtMs),
      [TARGET_HEADER]: target,
      ...(priority !== undefined && { [PRIORITY_HEADER]: priority }),
    },
  }
}

/**
 * The properties with what remains of the wait when the message comes to the due queue. The mover compares wall clocks,
 * its own and the sender's. Where its own was set back, or is behind, this keeps the message from waiting for longer.
 */
export function withRest(properties: MessageProperties, restMs: number): MessageProperties {
  // Rounded up, and one more for the broker's own rounding: never early.
  const rest = Math.max(0, Math.ceil(restMs) + 1)
  return { ...properties, headers: { ...properties.headers, [REST_HEADER]: rest } }
}

/** `undefined` for a message that nobody of ours delayed. */
export function readWaiting({ headers }: Delivery): WaitingNote | undefined {
  const dueAtMs = headers[DUE_AT_HEADER]
  const target = headers[TARGET_HEADER]
  if (typeof dueAtMs !== 'number' || typeof target !== 'string') return undefined
  const restMs = headers[REST_HEADER]
  const priority = headers[PRIORITY_HEADER]
  const refusals = headers[REFUSALS_HEADER]
  return {
    dueAtMs,
    target,
    restMs: typeof restMs === 'number' ? restMs : undefined,
    priority: typeof priority === 'number' ? priority : undefined,
    refusals: typeof refusals === 'number' ? refusals : 0,
  }
}

/** The headers as they were before the delay. */
export function withoutWaiting(
  headers: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name)))
}

/** The headers for one more wait. */
export function waitingAgain(
  headers: Readonly<Record<string, unknown>>,
  { due, refusals }: NextWait,
): Record<string, unknown> {
  const again = { [DUE_AT_HEADER]: Math.ceil(due.wallMs), [REFUSALS_HEADER]: refusals }
  return { ...headers, ...again }
}
