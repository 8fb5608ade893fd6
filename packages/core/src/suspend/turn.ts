import { ResultStoreSerializationError } from '../errors/store-errors.js'
import type { Delivery } from '../ports/transport.js'
import { wireTexts as texts } from '../texts/wire-texts.js'
import { CRASHES_HEADER } from '../wire/job-message.js'

/** Which message has a job that was suspended. An entry of the job's group; see ADR 31. */
export interface Turn {
  /** Goes up whenever the job is suspended, and whenever the copies that were sent for a suspension become void. */
  readonly number: number
  /** The ticket of the message that has the job, or had it when it was suspended; empty: the job's first message. */
  readonly holder: string
  /** It is suspended: the first message of this number that comes has it from then on. */
  readonly isAsleep: boolean
  /** When it is due, while it is suspended: milliseconds since 1970. */
  readonly untilMs?: number | undefined
  /** Of the attempt that made its message the holder: tells a second copy of that message from the first. */
  readonly taker?: string | undefined
}

/** What a message says of the turn that it was sent for. */
export interface Ticket {
  readonly turn: number
  /** Of this one message and its redeliveries. */
  readonly name: string
}

/** On a message of a job that was suspended, or that has stored something: its {@link Ticket}. */
export const TURN_HEADER = 'x-arq-turn'
/** The entry of the job's group that holds its {@link Turn}. */
export const TURN_ENTRY = 'turn'

/** Before a job was ever suspended. */
export const FIRST_TURN: Turn = Object.freeze({ number: 0, holder: '', isAsleep: false })

/** The ticket of a message; one without is the job's first, or follows from it. */
export function ticketOf(headers: Readonly<Record<string, unknown>>): Ticket {
  const value = headers[TURN_HEADER]
  const parts =
    typeof value === 'string' ? /^(?<turn>\d{1,15}):(?<name>.{0,64})$/s.exec(value) : null
  const { turn, name } = parts?.groups ?? {}
  return turn === undefined || name === undefined ? FIRST_TICKET : { turn: Number(turn), name }
}

const FIRST_TICKET: Ticket = Object.freeze({ turn: 0, name: '' })

/** The text of a ticket, for {@link TURN_HEADER}. */
export const ticketText = ({ turn, name }: Ticket): string => `${String(turn)}:${name}`

/**
 * What a message comes to, by what the store says of its job's turn: a pure function.
 * - `mine`: it has the job already.
 * - `wake`: the job is suspended, and this is the first message of its number.
 * - `reclaim`: the job was to be suspended, and the message that it ran by came back: whether a copy of it was sent is
 *   not known, so it goes on by itself, and the copies are void.
 * - `void`: another message has the job.
 */
export type Arrival = 'mine' | 'wake' | 'reclaim' | 'void'

export function arrivalOf(turn: Turn | undefined, ticket: Ticket): Arrival {
  if (!turn) return 'mine'
  if (ticket.name === turn.holder) return turn.isAsleep ? 'reclaim' : 'mine'
  return turn.isAsleep && ticket.turn === turn.number ? 'wake' : 'void'
}

/** The turn once a message has the job. */
export const begun = (turn: Turn, ticket: Ticket, taker: string): Turn => ({
  number: ticket.name === turn.holder ? turn.number + 1 : turn.number,
  holder: ticket.name,
  isAsleep: false,
  taker,
})

/**
 * Whether a message that has the job by its ticket is only the second copy of the one that took it: who moves delayed
 * messages may have died between the two steps of a move. The first copy is unacknowledged until something follows from
 * it, and comes back as redelivered: so nothing is lost with this one.
 * @param taker of the attempt that asks
 */
export const isSecondCopy = (
  turn: Turn,
  { messageId, redelivered, mayHaveRun, headers }: SeenDelivery,
  taker: string,
): boolean =>
  turn.taker !== undefined &&
  turn.taker !== taker &&
  !redelivered &&
  mayHaveRun !== true &&
  headers[CRASHES_HEADER] === undefined &&
  // What follows from a message has an id of its own.
  messageId === turn.holder

type SeenDelivery = Pick<Delivery, 'messageId' | 'redelivered' | 'mayHaveRun' | 'headers'>

/** The turn of a job that is suspended. */
export const asleep = ({ number, holder }: Turn, untilMs: number): Turn => ({
  number: number + 1,
  holder,
  isAsleep: true,
  untilMs,
})

export const encodeTurn = ({ number, holder, isAsleep, untilMs, taker }: Turn): string =>
  JSON.stringify({ number, holder, asleep: isAsleep, until: untilMs, taker })

/** @throws ResultStoreSerializationError `ARQ_STORE_DATA` when it is none */
export function decodeTurn(text: string): Turn {
  const {
    number,
    holder,
    asleep: isAsleep,
    until,
    taker,
  } = JSON.parse(text) as Partial<Record<string, unknown>>
  if (typeof number !== 'number' || typeof holder !== 'string' || typeof isAsleep !== 'boolean') {
    throw new ResultStoreSerializationError({
      code: 'ARQ_STORE_DATA',
      text: texts.notATurn(),
      details: {},
    })
  }
  return {
    ...{ number, holder, isAsleep },
    untilMs: typeof until === 'number' ? until : undefined,
    taker: typeof taker === 'string' ? taker : undefined,
  }
}
