import { DecodeError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'
import { formatIp, parseIp } from './host-address.js'

export interface UniqueIdParts {
  /** This machine's IP address, v4 or v6. */
  readonly ip: string
  readonly processId: number
  /** A random number that tells generators in one process apart; its low 32 bits are used. */
  readonly seed: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** A clock that is this little behind the start of the month counts as at it: Java allows 1000 s. */
const CLOCK_SLACK_MS = 1_000_000

/**
 * Makes the ids by which clients know messages (`UNIQ_KEY`): 32 hex digits, or 56 with an IPv6 address. Address,
 * process, seed, milliseconds since the first of the month (local time), counter. Cheap: two small numbers are written
 * per id. Unique as long as fewer than 65 536 are made in a millisecond.
 *
 * Source: apache/rocketmq `common/.../message/MessageClientIDSetter.java`.
 */
export class UniqueIdGenerator {
  readonly #prefix: string
  readonly #now: () => number
  #monthStart = 0
  #nextMonthStart = 0
  #counter = 0
  #lastMs = -1
  #lastMsHex = ''

  constructor({ ip, processId, seed, now }: UniqueIdParts) {
    const address = parseIp(ip)
    const bytes = Buffer.alloc(address.length + 6)
    bytes.set(address)
    bytes.writeUInt16BE(processId & 0xffff, address.length)
    bytes.writeUInt32BE(seed >>> 0, address.length + 2)
    this.#prefix = bytes.toString('hex').toUpperCase()
    this.#now = now
  }

  next(): string {
    const now = this.#now()
    // Many ids are made in one millisecond: its hex is kept.
    if (now !== this.#lastMs) {
      this.#lastMs = now
      this.#lastMsHex = hex(this.#sinceMonthStart(now), 8)
    }
    const count = this.#counter
    this.#counter = (count + 1) & 0xffff
    return this.#prefix + this.#lastMsHex + hex(count, 4)
  }

  #sinceMonthStart(now: number): number {
    if (now >= this.#nextMonthStart || now < this.#monthStart - CLOCK_SLACK_MS) {
      this.#monthStart = monthStart(now, 0)
      this.#nextMonthStart = monthStart(now, 1)
    }
    return Math.max(0, now - this.#monthStart)
  }
}

/** What a unique id says about its maker. */
export interface UniqueMessageId {
  readonly ip: string
  /** The low 16 bits of the process id. */
  readonly processId: number
  readonly seed: number
  /** Milliseconds since the first of its month, 00:00 local time of its maker. */
  readonly sinceMonthStartMs: number
  readonly counter: number
}

const FORM = /^(?:[\dA-Fa-f]{32}|[\dA-Fa-f]{56})$/

/** Whether a text has the form of a unique id. Offset ids have the same form. */
export function isUniqueMessageId(id: string): boolean {
  return FORM.test(id)
}

/**
 * Reads a unique id.
 *
 * Source: apache/rocketmq `common/.../message/MessageClientIDSetter.java`.
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function parseUniqueMessageId(id: string): UniqueMessageId {
  if (!isUniqueMessageId(id)) {
    throw new DecodeError(texts.theMessageId({ id: id.slice(0, 80) }), texts.idNeedsDigits())
  }
  const bytes = Buffer.from(id, 'hex')
  const ipLength = bytes.length - 12
  return {
    ip: formatIp(bytes.subarray(0, ipLength)),
    processId: bytes.readUInt16BE(ipLength),
    seed: bytes.readUInt32BE(ipLength + 2),
    sinceMonthStartMs: bytes.readUInt32BE(ipLength + 6),
    counter: bytes.readUInt16BE(ipLength + 10),
  }
}

/**
 * When a unique id was made, in milliseconds since 1970: the latest month in which that is not in the future. Right
 * for ids that are younger than a month and come from a machine in this time zone.
 *
 * Source: apache/rocketmq `MessageClientIDSetter.getNearlyTimeFromID`.
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function uniqueIdTimestamp(id: string, now: number): number {
  const { sinceMonthStartMs } = parseUniqueMessageId(id)
  const thisMonth = monthStart(now, 0) + sinceMonthStartMs
  return thisMonth <= now ? thisMonth : monthStart(now, -1) + sinceMonthStartMs
}

function monthStart(now: number, months: number): number {
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth() + months, 1).getTime()
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0')
}
