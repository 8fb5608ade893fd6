import { InvalidArguments } from '@arq/core'
import { REDACTED } from '@arq/core/internal'

import { texts } from '../texts.js'

/** Arguments as the page sent them, with texts where something is hidden from it. */
interface SentArguments {
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
}

/**
 * Schemas like to quote what does not fit, and that may be a value which was put in for a text that hides it. Pure.
 * @returns the error with words of a schema only about what the page sent itself
 */
export function withoutHidden(error: unknown, sent: SentArguments): unknown {
  if (!(error instanceof InvalidArguments)) return error
  if (!JSON.stringify(sent).includes(REDACTED)) return error
  const issues = error.issues.map(({ path, message }) =>
    isOwn(valueAt(sent, path)) ? { path, message } : { path, text: texts.hiddenUnfit() },
  )
  return new InvalidArguments({ task: String(error.details['task']), issues })
}

function valueAt({ args, kwargs }: SentArguments, path: string): unknown {
  const keys = path.split('.')
  const isByPosition = args.length > 0 && keys[0] === 'args'
  let value: unknown = isByPosition ? args : kwargs
  for (const key of isByPosition ? keys.slice(1) : keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}

/** One value, written by whoever sent it. */
const isOwn = (value: unknown): boolean =>
  typeof value === 'string'
    ? !value.includes(REDACTED)
    : ['number', 'boolean'].includes(typeof value)
