import type { Wire } from '../contract/wire.js'

/** As a reader of JSON gets it. */
export function asWire<T extends object>(value: T): Wire<T> {
  // That is what JSON makes of dates and of what is undefined.
  return JSON.parse(JSON.stringify(value)) as Wire<T>
}
