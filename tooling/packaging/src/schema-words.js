import { safeParse } from 'valibot'

/**
 * What is read of a valibot schema; its own types cannot be walked without knowing each.
 * @typedef {object} Schema
 * @property {string} type
 * @property {Schema} [wrapped]
 * @property {unknown} [default]
 * @property {readonly Schema[]} [pipe]
 * @property {Readonly<Record<string, Schema>>} [entries]
 * @property {Schema} [item]
 * @property {Schema} [value]
 * @property {readonly unknown[]} [options]
 * @property {unknown} [literal]
 * @property {unknown} [requirement]
 * @property {{ readonly name: string }} [class]
 */

/** Schemas that say in their complaint what they take: "must be a clock: an object with now". */
const SAID = /^must be (?:an? )?(.+?)(?:: an object with .+|, got .+|; got .+)?$/

/** @type {Readonly<Record<string, string>>} */
const PLAIN = { string: 'text', boolean: 'true or false', number: 'number', unknown: 'anything' }

/**
 * What a setting takes, in words.
 * @param {Schema} schema
 * @param {Schema} duration the schema of durations, known by identity
 * @returns {string}
 */
export function typeInWords(schema, duration) {
  const inner = unwrap(schema)
  /** @type {(other: unknown) => string} */
  const words = (other) => typeInWords(/** @type {Schema} */ (other), duration)
  if (sources(inner).includes(duration)) return 'duration'
  if (inner.type === 'number') return numberInWords(inner)
  if (inner.type === 'picklist') return (inner.options ?? []).map(quote).join(' or ')
  if (inner.type === 'literal') return quote(inner.literal)
  const said = SAID.exec(complaintOf(inner))?.[1]
  if (said) return said.replaceAll('"', "'")
  if (inner.type === 'union') return (inner.options ?? []).map(words).join(' or ')
  if (inner.type === 'array') return `list of ${plural(words(inner.item))}`
  if (inner.type === 'record') return `by name: ${words(inner.value)}`
  if (inner.type === 'instance') return inner.class?.name ?? 'object'
  if (inner.entries) return `\`{ ${Object.keys(inner.entries).join(', ')} }\``
  return PLAIN[inner.type] ?? inner.type
}

/**
 * The schema inside `optional`, and inside a pipe that begins with it.
 * @param {Schema} schema
 * @returns {Schema}
 */
export function unwrap(schema) {
  return schema.wrapped ? unwrap(schema.wrapped) : schema
}

/** The default of `optional`, made if it is a function. */
export function defaultOf(/** @type {Schema} */ schema) {
  return typeof schema.default === 'function' ? schema.default() : schema.default
}

/** A pipe is a copy of its first part: the part itself is inside. */
function sources(/** @type {Schema} */ schema) {
  return [schema, ...(schema.pipe ?? [])]
}

/**
 * What the schema says to something that nothing takes.
 * @param {Schema} schema
 */
function complaintOf(schema) {
  const { issues } = safeParse(/** @type {any} */ (schema), Symbol())
  return issues?.[0].message ?? ''
}

const plural = (/** @type {string} */ words) => (/^[a-z]+$/.test(words) ? `${words}s` : words)

/** @param {Schema} schema */
function numberInWords(schema) {
  const rule = (/** @type {string} */ type) => schema.pipe?.find((part) => part.type === type)
  const least = rule('min_value')?.requirement
  const most = rule('max_value')?.requirement
  const noun = rule('integer') ? 'whole number' : 'number'
  if (least !== undefined && most !== undefined) return `${noun}, ${least} to ${most}`
  return least === undefined ? noun : `${noun}, at least ${least}`
}

/** @param {unknown} value */
export function quote(value) {
  return typeof value === 'string' ? `\`'${value}'\`` : `\`${JSON.stringify(value)}\``
}
