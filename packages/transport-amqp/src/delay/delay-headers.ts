import type { Delivery } from '@arq/core'

import type { Outbound } from '../publish/outbound.js'

const DUE_AT_HEADER = 'x-arq-due-at'
const TARGET_HEADER = 'x-arq-target'
const PRIORITY_HEADER = 'x-arq-priority'
const REFUSALS_HEADER = 'x-arq-refusals'

const OWN_HEADERS: ReadonlySet<string> = new Set([
  DUE_AT_HEADER,
  TARGET_HEADER,
  PRIORITY_HEADER,
  REFUSALS_HEADER,
])

/**
 * What the broker and its plugins wrote on a message on its way. Published again it would grow with each delay, and before RabbitMQ
 * 4.0.1 make a retried job look like a dead letter cycle, which the broker drops.
 */
const BROKER_HEADERS = /^x-(?:death|first-death-|last-death-|delivery-count|acquired-count|delay$)/

/** What a waiting message says of itself. */
export interface WaitingNote {
  /** By the clock of whoever enqueued it: milliseconds since 1970. */
  readonly dueAtMs: number
  readonly target: string
  readonly priority: number | undefined
  /** How often the target has refused it. */
  readonly refusals: number
}

export type NextWait = Pick<WaitingNote, 'dueAtMs' | 'refusals'>

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

/** `undefined` for a message that nobody of ours delayed. */
export function readWaiting({ headers }: Delivery): WaitingNote | undefined {
  const dueAtMs = headers[DUE_AT_HEADER]
  const target = headers[TARGET_HEADER]
  if (typeof dueAtMs !== 'number' || typeof target !== 'string') return undefined
  const priority = headers[PRIORITY_HEADER]
  const refusals = headers[REFUSALS_HEADER]
  return {
    dueAtMs,
    target,
    priority: typeof priority === 'number' ? priority : undefined,
    refusals: typeof refusals === 'number' ? refusals : 0,
  }
}

/** The headers as they were before the delay. */
export function withoutWaiting(
  headers: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const own = Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name))
  return withoutBrokerHeaders(Object.fromEntries(own))
}

/** The headers for one more wait. */
export function waitingAgain(
  headers: Readonly<Record<string, unknown>>,
  { dueAtMs, refusals }: NextWait,
): Record<string, unknown> {
  const again = { [DUE_AT_HEADER]: Math.ceil(dueAtMs), [REFUSALS_HEADER]: refusals }
  return { ...withoutBrokerHeaders(headers), ...again }
}

function withoutBrokerHeaders(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !BROKER_HEADERS.test(name)))
}
