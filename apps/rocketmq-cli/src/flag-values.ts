import type { GivenFlags } from './command.js'
import type { Program } from './program.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

/** The values of flags. A wrong one is a {@link ConfigurationError} that names the flag. */
export class FlagValues {
  readonly #flags: GivenFlags
  readonly #program: Program

  constructor(flags: GivenFlags, program: Program) {
    this.#flags = flags
    this.#program = program
  }

  isOn(name: string): boolean {
    return this.#flags[name] === true
  }

  isGiven(name: string): boolean {
    return this.#flags[name] !== undefined
  }

  text(name: string): string | undefined {
    const value = this.#flags[name]
    if (Array.isArray(value)) throw usageError(this.#program, `--${name}`, texts.givenTwice())
    return typeof value === 'string' ? value : undefined
  }

  list(name: string): readonly string[] {
    const value = this.#flags[name]
    return Array.isArray(value) ? value.map(String) : []
  }

  /** A whole number from `min` on. */
  count(name: string, min: number): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = Number(text)
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value
    throw usageError(this.#program, `--${name}`, texts.notACount({ value: text, min }))
  }

  /** Milliseconds: `250ms`, `10s`, `5m`, `2h`, `1d`; a number alone is seconds. */
  durationMs(name: string): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = parseDuration(text)
    if (value !== undefined) return value
    throw usageError(this.#program, `--${name}`, texts.notADuration({ value: text }))
  }

  /** Milliseconds since 1970: a date (`2026-11-29T08:00:00Z`), or how long ago (`15m`). */
  timestampMs(name: string): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = this.#timestamp(text)
    if (value !== undefined) return value
    throw usageError(this.#program, `--${name}`, texts.notATime({ value: text }))
  }

  /** A place in a topic. */
  place(name: string): 'earliest' | 'latest' | { readonly timestampMs: number } | undefined {
    const text = this.text(name)
    if (text === 'earliest' || text === 'latest' || text === undefined) return text
    const timestampMs = this.#timestamp(text)
    if (timestampMs !== undefined) return { timestampMs }
    throw usageError(this.#program, `--${name}`, texts.notAPlace({ value: text }))
  }

  #timestamp(text: string): number | undefined {
    const agoMs = parseDuration(text, UNIT_NEEDED)
    if (agoMs !== undefined) return this.#program.now() - agoMs
    const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
    return Number.isNaN(at) ? undefined : at
  }
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/
const UNIT_NEEDED = true

function parseDuration(text: string, isUnitNeeded = false): number | undefined {
  const [, digits, unit] = DURATION.exec(text) ?? []
  if (digits === undefined || (isUnitNeeded && unit === undefined)) return undefined
  return Math.round(Number(digits) * (UNITS[unit ?? 's'] ?? 1))
}
