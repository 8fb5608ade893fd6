import { readJson } from '../../parts/read-json.js'
import type { Draft, Drafts } from './draft.js'
import type { FieldProblem, ReadArguments } from './job-arguments.js'
import type { Bounds } from './json-schema.js'
import { fieldText, type SchemaField, type SchemaForm } from './schema-fields.js'
import { enqueueTexts } from './texts.js'

/**
 * Reads what stands in a form. What cannot be read is among the problems, and goes along as the text that it is, so that
 * it can be seen as JSON. The server looks at it once more: here is what can be told at once.
 */
export function readForm(form: SchemaForm, drafts: Drafts): ReadArguments {
  const problems: Record<string, FieldProblem> = {}
  const read = form.fields.map(
    (field) => [field.key, readField(field, drafts[field.key], field.key, problems)] as const,
  )
  if (form.shape === 'named') return { value: { kwargs: givenOf(read) }, problems }
  const last = read.findLastIndex(([, value]) => value !== undefined)
  const given = read.slice(0, last + 1)
  // What is left out between two others would move those behind it.
  for (const [key, value] of given) {
    if (!value) problems[key] ??= { text: enqueueTexts.missingBetween }
  }
  return { value: { args: given.map(([, value]) => value?.value ?? null) }, problems }
}

/** `undefined`: left out. */
type Read = { readonly value: unknown } | undefined

const givenOf = (read: readonly (readonly [string, Read])[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(read.flatMap(([key, value]) => (value ? [[key, value.value]] : [])))

type Found = Record<string, FieldProblem>

function readField(field: SchemaField, draft: Draft | undefined, at: string, found: Found): Read {
  switch (draft?.is) {
    case 'null':
      return { value: null }
    case 'json':
      return readTyped(draft.text, at, field, found)
    case 'text':
      return readText(field, draft.text, at, found)
    case 'object':
      return {
        value: givenOf(
          field.fields.map((inner) => [
            inner.key,
            readField(inner, draft.fields[inner.key], `${at}.${inner.key}`, found),
          ]),
        ),
      }
    case 'list':
      return {
        value: draft.items.map(
          (item, index) =>
            field.item && readField(field.item, item, `${at}.${index}`, found)?.value,
        ),
      }
    case 'absent':
    case undefined:
      if (field.isRequired) found[at] = { text: enqueueTexts.missing }
      return undefined
  }
}

function readText(field: SchemaField, text: string, at: string, found: Found): Read {
  const { kind } = field
  // An empty text is a text.
  if (kind === 'text') return { value: text }
  if (text.trim() === '') {
    if (field.isRequired) found[at] = { text: enqueueTexts.missing }
    return undefined
  }
  switch (kind) {
    case 'number':
    case 'whole': {
      const value = Number(text)
      const problem = problemOfNumber(value, kind, field.bounds)
      if (!problem) return { value }
      found[at] = problem
      return { value: text }
    }
    case 'yesNo':
      return { value: text === 'true' }
    case 'choice':
      return { value: field.choices.find((choice) => fieldText(choice) === text) }
    case 'day':
    case 'moment':
    case 'object':
    case 'list':
    case 'json':
      return { value: text }
  }
}

function readTyped(text: string, at: string, field: SchemaField, found: Found): Read {
  if (text.trim() === '') {
    if (field.isRequired) found[at] = { text: enqueueTexts.missing }
    return undefined
  }
  const read = readJson(text)
  if ('value' in read) return read
  found[at] = { text: enqueueTexts.notJsonValue, values: { problem: read.problem } }
  return { value: text }
}

/** What a number may not be, by the bound that says so. */
const BREAKS = {
  least: { text: enqueueTexts.atLeast, is: (value: number, bound: number) => value < bound },
  most: { text: enqueueTexts.atMost, is: (value: number, bound: number) => value > bound },
  above: { text: enqueueTexts.moreThan, is: (value: number, bound: number) => value <= bound },
  below: { text: enqueueTexts.lessThan, is: (value: number, bound: number) => value >= bound },
} as const

function problemOfNumber(
  value: number,
  kind: 'number' | 'whole',
  bounds: Bounds,
): FieldProblem | undefined {
  if (!Number.isFinite(value)) return { text: enqueueTexts.notNumber }
  if (kind === 'whole' && !Number.isInteger(value)) return { text: enqueueTexts.notWhole }
  if (kind === 'whole' && !Number.isSafeInteger(value)) return { text: enqueueTexts.notExact }
  for (const name of ['least', 'most', 'above', 'below'] as const) {
    const bound = bounds[name]
    const { text, is } = BREAKS[name]
    // As the schema has it, without spaces between thousands.
    if (bound !== undefined && is(value, bound)) return { text, values: { bound: String(bound) } }
  }
  return undefined
}
