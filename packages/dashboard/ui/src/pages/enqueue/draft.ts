import type { JobArguments } from './job-arguments.js'
import { isSchema } from './json-schema.js'
import { fieldText, type SchemaField, type SchemaForm } from './schema-fields.js'

/** What stands in a field while it is edited. What was not touched is sent as it came. */
export type Draft =
  /** Left out. */
  | { readonly is: 'absent' }
  | { readonly is: 'null' }
  | { readonly is: 'text'; readonly text: string }
  /** Written as JSON: the field has no input of its own, or its value does not fit into that. */
  | { readonly is: 'json'; readonly text: string }
  | { readonly is: 'object'; readonly fields: Drafts }
  | { readonly is: 'list'; readonly items: readonly Draft[] }

/** By the keys of their fields. */
export type Drafts = Readonly<Record<string, Draft>>

/** What stands for a value that the server hides. It takes the value from the same place of the job's record. */
const HIDDEN = '[redacted]'

export const ABSENT: Draft = { is: 'absent' }

/** What stands in a form at first: the arguments of another job, else the schema's own defaults. */
export function draftsOf(form: SchemaForm, given: JobArguments | undefined): Drafts {
  if (!given) return blanksOf(form.fields)
  const { args = [], kwargs = {} } = given
  return Object.fromEntries(
    form.fields.map((field) => {
      const value = form.shape === 'named' ? own(kwargs, field.key) : args[Number(field.key)]
      return [field.key, value === undefined ? emptyOf(field) : draftOf(field, value)]
    }),
  )
}

/** Whether a form has a place for each of these arguments. */
export function fitsForm({ fields, shape }: SchemaForm, job: JobArguments): boolean {
  const { args = [], kwargs = {} } = job
  if (shape === 'positional')
    return Object.keys(kwargs).length === 0 && args.length <= fields.length
  return args.length === 0 && hasNoOthers(fields, kwargs)
}

/** A field that nobody has filled in. */
export function blankOf(field: SchemaField): Draft {
  if (field.initial !== undefined) return draftOf(field, field.initial)
  if (!field.isRequired) return ABSENT
  if (field.kind === 'object') return { is: 'object', fields: blanksOf(field.fields) }
  return emptyOf(field)
}

const blanksOf = (fields: readonly SchemaField[]): Drafts =>
  Object.fromEntries(fields.map((field) => [field.key, blankOf(field)]))

/** A field that is there, and empty. */
export function presentOf(field: SchemaField): Draft {
  return blankOf({ ...field, isRequired: true, initial: undefined })
}

/** A field that has no value in a job that was: its defaults are not what that job had. */
function emptyOf({ kind, isRequired, fields }: SchemaField): Draft {
  if (!isRequired) return ABSENT
  if (kind === 'list') return { is: 'list', items: [] }
  if (kind !== 'object') return { is: kind === 'json' ? 'json' : 'text', text: '' }
  const drafts = fields.map((field) => [field.key, emptyOf(field)] as const)
  return { is: 'object', fields: Object.fromEntries(drafts) }
}

function draftOf(field: SchemaField, value: unknown): Draft {
  if (value === null && field.isNullable) return { is: 'null' }
  if (!fits(field, value)) return { is: 'json', text: JSON.stringify(value, null, 2) }
  if (Array.isArray(value)) {
    const { item } = field
    return { is: 'list', items: item ? value.map((one: unknown) => draftOf(item, one)) : [] }
  }
  if (isSchema(value)) {
    const drafts = field.fields.map((inner) => {
      const found = own(value, inner.key)
      return [inner.key, found === undefined ? emptyOf(inner) : draftOf(inner, found)] as const
    })
    return { is: 'object', fields: Object.fromEntries(drafts) }
  }
  return { is: 'text', text: fieldText(value) }
}

/** Whether the input of a field can show a value, so that nothing of it is lost. */
function fits({ kind, choices, fields }: SchemaField, value: unknown): boolean {
  switch (kind) {
    case 'text':
    case 'day':
    case 'moment':
      return typeof value === 'string'
    case 'number':
    case 'whole':
      return typeof value === 'number'
    case 'yesNo':
      return typeof value === 'boolean'
    case 'choice':
      return choices.includes(value)
    case 'object':
      return isSchema(value) && hasNoOthers(fields, value)
    case 'list':
      return Array.isArray(value)
    case 'json':
      return false
  }
}

const hasNoOthers = (fields: readonly SchemaField[], value: object): boolean =>
  Object.keys(value).every((key) => fields.some((field) => field.key === key))

const own = (value: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined

/** Whether something is hidden in it: its items have to stay where they are in their list. */
export function hasHidden(draft: Draft): boolean {
  switch (draft.is) {
    case 'text':
    case 'json':
      return draft.text.includes(HIDDEN)
    case 'object':
      return Object.values(draft.fields).some(hasHidden)
    case 'list':
      return draft.items.some(hasHidden)
    case 'absent':
    case 'null':
      return false
  }
}
