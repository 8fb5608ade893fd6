import type { OutgoingMessage } from '../ports/transport.js'
import type { Clock } from '../time/clock.js'
import type { PutOff } from './line-in-hand.js'

/** Until when a message was put off by the rate of its key: by that it is known when it comes. */
export const PUT_OFF_HEADER = 'x-arq-put-off'

/** The message of a job that is to come when there may be a start for it. */
export const putOffMessage = (
  message: OutgoingMessage,
  { dueAtMs, inMs }: PutOff,
  clock: Pick<Clock, 'now'>,
): OutgoingMessage => ({
  ...message,
  headers: { ...message.headers, [PUT_OFF_HEADER]: String(dueAtMs) },
  dueAtMs: clock.now() + inMs,
})

/** By the clock of the store; `undefined`: it was not put off. */
export function putOffUntilOf(headers: Readonly<Record<string, unknown>>): number | undefined {
  const given = headers[PUT_OFF_HEADER]
  const dueAtMs = typeof given === 'string' ? Number(given) : NaN
  return Number.isFinite(dueAtMs) ? dueAtMs : undefined
}
