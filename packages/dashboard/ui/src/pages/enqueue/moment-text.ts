const HAS_ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i

/**
 * A moment as the browser's own input has it, in the reader's time zone; `undefined` where the text is no moment. A text
 * without an offset means UTC, as it does on the server.
 */
export function localMoment(text: string): string | undefined {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text)
  const ms = Date.parse(isDay || HAS_ZONE.test(text) ? text : `${text}Z`)
  if (Number.isNaN(ms)) return undefined
  const moment = new Date(ms)
  const shifted = new Date(ms - moment.getTimezoneOffset() * 60_000)
  if (Number.isNaN(shifted.getTime())) return undefined
  return shifted.toISOString().replace(/(?::00)?\.000Z$|Z$/, '')
}

/** What the reader has set, as it is sent; `''`: nothing, or not all of it. */
export function sentMoment(local: string): string {
  const moment = new Date(local)
  return Number.isNaN(moment.getTime()) ? '' : moment.toISOString()
}
