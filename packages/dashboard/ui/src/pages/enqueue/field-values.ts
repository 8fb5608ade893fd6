import type { Text } from '../../language/text.js'
import { fieldText, type SchemaField, type SchemaForm } from './schema-fields.js'
import { enqueueTexts } from './texts.js'

/** What is wrong with an input. */
export interface FieldProblem {
  readonly text: Text
  readonly problem?: string
}

/** The arguments of a job, as the server takes them. */
export interface JobArguments {
  readonly args?: readonly unknown[]
  readonly kwargs?: Readonly<Record<string, unknown>>
}

/** Either the arguments, or what is wrong, by name of the input. */
export type ReadArguments =
  | { readonly isOk: true; readonly value: JobArguments }
  | { readonly isOk: false; readonly problems: Readonly<Record<string, FieldProblem>> }

/** Reads what was typed into a form. An input that is empty and not required is left out. */
export function readForm(form: SchemaForm, typed: Readonly<Record<string, string>>): ReadArguments {
  const problems: Record<string, FieldProblem> = {}
  const values = form.fields.map((field) => {
    const read = readField(field, typed[field.name] ?? '')
    if (read !== undefined && 'problem' in read) problems[field.name] = read.problem
    return { name: field.name, read }
  })
  if (Object.keys(problems).length > 0) return { isOk: false, problems }
  const given = values.flatMap(({ name, read }) =>
    read !== undefined && 'value' in read ? [[name, read.value] as const] : [],
  )
  if (form.shape === 'named') return { isOk: true, value: { kwargs: Object.fromEntries(given) } }
  return { isOk: true, value: { args: given.map(([, value]) => value) } }
}

type ReadField = { readonly value: unknown } | { readonly problem: FieldProblem } | undefined

function readField(field: SchemaField, typed: string): ReadField {
  const { kind, isRequired } = field
  if (typed === '' && kind === 'text' && isRequired) return { value: '' }
  if (typed.trim() === '') {
    return isRequired ? { problem: { text: enqueueTexts.missing } } : undefined
  }
  switch (kind) {
    case 'text':
      return { value: typed }
    case 'number':
    case 'whole':
      return readNumber(typed, kind)
    case 'yesNo':
      return { value: typed === 'true' }
    case 'choice':
      return { value: field.choices.find((choice) => fieldText(choice) === typed) }
    case 'json': {
      const read = readJson(typed)
      return 'problem' in read
        ? { problem: { text: enqueueTexts.notJson, problem: read.problem } }
        : read
    }
  }
}

function readNumber(typed: string, kind: 'number' | 'whole'): ReadField {
  const value = Number(typed)
  if (!Number.isFinite(value)) return { problem: { text: enqueueTexts.notNumber } }
  if (kind === 'whole' && !Number.isInteger(value)) {
    return { problem: { text: enqueueTexts.notWhole } }
  }
  return { value }
}

/** What stands in a form at first: the arguments of another job, else the schema's own defaults. */
export function typedOf(
  { fields, shape }: SchemaForm,
  { args = [], kwargs = {} }: JobArguments,
): Readonly<Record<string, string>> {
  const entries = fields.map((field, index) => {
    const value = shape === 'named' ? kwargs[field.name] : args[index]
    return [field.name, value === undefined ? (field.initial ?? '') : fieldText(value)] as const
  })
  return Object.fromEntries(entries)
}

/** Whether a form can show these arguments: all of them have an input. */
export function fitsForm({ fields, shape }: SchemaForm, job: JobArguments): boolean {
  const { args = [], kwargs = {} } = job
  if (shape === 'positional')
    return Object.keys(kwargs).length === 0 && args.length <= fields.length
  const names = fields.map(({ name }) => name)
  return args.length === 0 && Object.keys(kwargs).every((name) => names.includes(name))
}

type ReadJson = { readonly value: unknown } | { readonly problem: string }

export function readJson(typed: string): ReadJson {
  try {
    return { value: JSON.parse(typed) as unknown }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
