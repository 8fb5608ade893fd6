import {
  ArqError,
  describeThrown,
  ERROR_CODES,
  type ErrorCode,
  isArqError,
  type Text,
} from '@arq/core'
import { readProperty } from '@arq/core/internal'

/** A thrown value on its way between threads: its words, and what decides whether the job is run again. */
export interface CarriedError {
  readonly name: string
  readonly message: string
  readonly stack: string
  /** Such as `code`, `status`. */
  readonly facts: Readonly<Record<string, string | number | boolean>>
  readonly causes: readonly CarriedError[]
  /** Of an error of arq's. */
  readonly ours?: { readonly code: ErrorCode; readonly text: Text; readonly details: object }
}

const FACTS = ['code', 'errno', 'syscall', 'status', 'statusCode', 'defer']
/** A chain of causes may be endless. */
const DEEPEST_CAUSE = 5

/** Never throws, whatever was thrown. */
export function carryError(thrown: unknown, depth = 0): CarriedError {
  const { name, message, stack } = describeThrown(thrown)
  const causes =
    depth < DEEPEST_CAUSE ? insideOf(thrown).map((cause) => carryError(cause, depth + 1)) : []
  return { name, message, stack, facts: factsOf(thrown), causes, ...oursOf(thrown) }
}

/** The error as it was, as far as it could be carried. */
export function receiveError(carried: CarriedError): Error {
  const { name, message, stack, facts, causes, ours } = carried
  const inside = causes.map(receiveError)
  const cause: unknown = inside.length > 1 ? new AggregateError(inside) : inside[0]
  const options = cause === undefined ? {} : { cause }
  const error = ours
    ? new ArqError({ ...ours, details: { ...ours.details }, ...options })
    : new Error(message, options)
  return Object.assign(error, { ...facts, name, stack })
}

/** Its cause and, of an aggregate, its parts. */
function insideOf(thrown: unknown): readonly unknown[] {
  const cause = readProperty(thrown, 'cause')
  const parts: unknown = readProperty(thrown, 'errors')
  const listed: readonly unknown[] = Array.isArray(parts) ? parts : []
  return cause === undefined ? listed : [cause, ...listed]
}

function factsOf(thrown: unknown): CarriedError['facts'] {
  const facts: Record<string, string | number | boolean> = {}
  for (const holder of [readProperty(thrown, 'response'), thrown]) {
    for (const key of FACTS) {
      const value = readProperty(holder, key)
      if (typeof value === 'string' || typeof value === 'number') facts[key] = value
    }
  }
  return facts
}

function oursOf(thrown: unknown): Pick<CarriedError, 'ours'> {
  if (!isArqError(thrown) || !Object.hasOwn(ERROR_CODES, thrown.code)) return {}
  const { code, text, details } = thrown
  return { ours: { code, text: structuredClone(text), details: copyOr(details, {}) } }
}

function copyOr<T>(value: T, otherwise: T): T {
  try {
    return structuredClone(value)
  } catch {
    return otherwise
  }
}
