import { readJson } from '../../parts/read-json.js'
import type { JobArguments, ReadArguments } from './job-arguments.js'
import { enqueueTexts } from './texts.js'

/** The name of the one input of the JSON editor. */
export const JSON_INPUT = 'json'

/** The arguments of a job as one writes them: a list, an object, or both under their names on the wire. */
export function jsonOfArguments({ args = [], kwargs = {} }: JobArguments): string {
  const hasNamed = Object.keys(kwargs).length > 0
  const value = args.length === 0 ? kwargs : hasNamed ? { args, kwargs } : args
  return JSON.stringify(value, null, 2)
}

/** Reads them back. */
export function argumentsOfJson(typed: string): ReadArguments {
  if (typed.trim() === '') return { value: {}, problems: {} }
  const read = readJson(typed)
  if ('problem' in read) {
    const values = { problem: read.problem }
    return { value: {}, problems: { [JSON_INPUT]: { text: enqueueTexts.notJson, values } } }
  }
  const { value } = read
  if (Array.isArray(value)) return { value: { args: value }, problems: {} }
  if (isObject(value)) return { value: isBoth(value) ? value : { kwargs: value }, problems: {} }
  return { value: {}, problems: { [JSON_INPUT]: { text: enqueueTexts.notListOrObject } } }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object of exactly these two keys is the pair of them, not two named arguments. */
function isBoth(
  value: Readonly<Record<string, unknown>>,
): value is Required<JobArguments> & typeof value {
  const names = Object.keys(value).sort().join()
  return names === 'args,kwargs' && Array.isArray(value['args']) && isObject(value['kwargs'])
}
