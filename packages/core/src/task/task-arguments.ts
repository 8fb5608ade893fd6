import * as v from 'valibot'

import { InvalidArguments } from '../errors/job-errors.js'
import type { GivenIssue } from '../errors/settings-errors.js'
import type { AnyTask } from './task.js'
import { inputShape } from './task-definition.js'
import { taskTexts } from './task-texts.js'

/** Arguments as they travel. */
export interface RawArguments {
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
}

/** The part of a task that says how its arguments are read. */
type Signature = Pick<AnyTask, 'name' | 'params' | 'input'>

/**
 * What `run` is called with after the context.
 * - With an object schema: named arguments, positional ones filling its keys in order; one parsed object.
 * - With a tuple schema: one parsed tuple.
 * - With `params`: named arguments go to their positions.
 * - Else: the positional arguments, and named ones as one object behind them.
 * @throws {@link InvalidArguments} naming each argument that does not fit
 */
export function bindArguments(signature: Signature, raw: RawArguments): unknown[] {
  const { input } = signature
  if (!input) return bindByPosition(signature, raw)
  if (inputShape(input) === 'tuple') {
    return [parse(signature.name, input, bindByPosition(signature, raw), tuplePath)]
  }
  return [parse(signature.name, input, bindByName(signature.name, input, raw), objectPath)]
}

function bindByPosition({ name, params }: Signature, { args, kwargs }: RawArguments): unknown[] {
  const names = Object.keys(kwargs)
  if (names.length === 0) return [...args]
  if (!params) return [...args, kwargs]
  const bound = [...args]
  const issues: GivenIssue[] = []
  for (const given of names) {
    const position = params.indexOf(given)
    if (position === -1) {
      issues.push({ path: given, text: taskTexts.argumentUnknown({ known: params.join(', ') }) })
    } else if (position < args.length) {
      issues.push({ path: given, text: taskTexts.argumentTwice() })
    } else {
      bound[position] = kwargs[given]
    }
  }
  if (issues.length > 0) throw new InvalidArguments({ task: name, issues })
  return Array.from(bound)
}

function bindByName(task: string, input: object, { args, kwargs }: RawArguments): object {
  if (args.length === 0) return kwargs
  const entries: unknown = Reflect.get(input, 'entries')
  const keys = typeof entries === 'object' && entries !== null ? Object.keys(entries) : []
  const issues: GivenIssue[] = []
  const byPosition: [string, unknown][] = []
  for (const [position, value] of args.entries()) {
    const key = keys[position]
    if (key === undefined) {
      issues.push({ path: `args[${String(position)}]`, text: taskTexts.argumentTooMany() })
    } else if (Object.hasOwn(kwargs, key)) {
      issues.push({ path: key, text: taskTexts.argumentTwice() })
    } else {
      byPosition.push([key, value])
    }
  }
  if (issues.length > 0) throw new InvalidArguments({ task, issues })
  return { ...Object.fromEntries(byPosition), ...kwargs }
}

type PathText = (path: string) => string
const tuplePath: PathText = (path) => (path === '' ? 'args' : `args.${path}`)
const objectPath: PathText = (path) => (path === '' ? 'arguments' : path)

function parse(
  task: string,
  schema: NonNullable<Signature['input']>,
  value: unknown,
  pathText: PathText,
): unknown {
  const result = v.safeParse<v.GenericSchema>(schema, value)
  if (result.success) return result.output
  const issues = result.issues.map((issue) => ({
    path: pathText(v.getDotPath(issue) ?? ''),
    message: issue.message,
  }))
  throw new InvalidArguments({ task, issues })
}
