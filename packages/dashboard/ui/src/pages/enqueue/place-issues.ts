import type { ErrorIssue } from '../../../../src/contract/index.js'
import type { Draft, Drafts } from './draft.js'
import type { Problems } from './job-arguments.js'
import { JSON_INPUT } from './json-arguments.js'
import type { SchemaField, SchemaForm } from './schema-fields.js'

/** Where what has no field of its own is told: above all of them. */
export const WHOLE = ''

/** Puts what the server found wrong to the fields that it is about. */
export function placeIssues(
  issues: readonly ErrorIssue[],
  form: SchemaForm,
  drafts: Drafts,
): Problems {
  const places = form.fields.flatMap((field) => placesOf(field, drafts[field.key], field.key))
  const found: Record<string, string> = {}
  for (const { path, message } of issues) {
    const place = placeOf(path, form, places)
    const told = place === WHOLE ? `${path}: ${message}` : message
    found[place] = found[place] === undefined ? told : `${found[place]}\n${told}`
  }
  return found
}

/** The same where the arguments are written as JSON. */
export function placeInJson(issues: readonly ErrorIssue[]): Problems {
  const lines = issues.map(({ path, message }) => `${path}: ${message}`)
  return lines.length > 0 ? { [JSON_INPUT]: lines.join('\n') } : {}
}

/** The field itself, else the nearest one around it that is shown. */
function placeOf(path: string, { shape }: SchemaForm, places: readonly string[]): string {
  const fitting = (own: string) =>
    places.filter((place) => own === place || own.startsWith(`${place}.`))
  const prefix = shape === 'named' ? 'kwargs.' : 'args.'
  const inner = path.startsWith(prefix) ? path.slice(prefix.length) : undefined
  const named = shape === 'named' ? fitting(path) : []
  const found = named.length > 0 || inner === undefined ? named : fitting(inner)
  return found.reduce((last, place) => (place.length > last.length ? place : last), WHOLE)
}

function placesOf(field: SchemaField, draft: Draft | undefined, at: string): readonly string[] {
  if (draft?.is === 'object') {
    const inner = field.fields.flatMap((one) =>
      placesOf(one, draft.fields[one.key], `${at}.${one.key}`),
    )
    return [at, ...inner]
  }
  const { item } = field
  if (draft?.is !== 'list' || !item) return [at]
  return [at, ...draft.items.flatMap((one, index) => placesOf(item, one, `${at}.${index}`))]
}
