/**
 * A moment on the wire: ISO 8601 in UTC with offset, for example `2026-11-22T01:35:00.675+00:00`.
 * Kept as the text it came as, because that text (with Python's microseconds) is part of a job's identity.
 */
export type Instant = string

// No later moment can be written as a date (ECMAScript, "Time Values and Time Range").
const LAST_MOMENT_MS = 8.64e15

/** The wire text of a moment in milliseconds since 1970; the last one there is stands for all later ones. */
export function toInstant(epochMs: number): Instant {
  return `${new Date(Math.min(epochMs, LAST_MOMENT_MS)).toISOString().slice(0, -1)}+00:00`
}

/** What {@link toInstant} writes, and Python with its microseconds: nearly every text there is. */
const USUAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?\+00:00$/

const HAS_OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/i
const HAS_TIME = /T|\d \d/

/** Milliseconds since 1970 of an ISO 8601 text, `undefined` when it is none. Without an offset it means UTC. */
export function parseInstant(text: string): number | undefined {
  return USUAL.test(text) ? parseDate(text) : parseUnusual(text)
}

function parseUnusual(text: string): number | undefined {
  const trimmed = text.trim()
  if (!/^\d{4}-\d{2}-\d{2}/.test(trimmed)) return undefined
  const utc = HAS_OFFSET.test(trimmed) || !HAS_TIME.test(trimmed) ? trimmed : `${trimmed}Z`
  return parseDate(utc)
}

function parseDate(text: string): number | undefined {
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}
