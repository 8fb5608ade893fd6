import { inspect } from 'node:util'

import type { EnqueueOptions } from '../enqueuer.js'
import { ConfigurationError } from '../errors.js'
import { type AnyTask, isTask, taskOfFunction } from '../task.js'
import type { RawArguments } from '../task-arguments.js'
import type { DraftRequest } from './job-draft.js'

/** What callers may name a task by: its name, the task, or the plain function. */
export type TaskReference = string | AnyTask | AnyTask['run']

/** Positional arguments as an array, named ones as an object. */
export type GivenArguments = readonly unknown[] | Readonly<Record<string, unknown>> | undefined

/** What `enqueueJob(task, args, options)` was called with, in one shape. */
export function toDraftRequest(
  reference: TaskReference,
  given: GivenArguments,
  options: EnqueueOptions = {},
): DraftRequest {
  return { task: resolveTask(reference), ...splitArguments(given), options }
}

/** @throws ConfigurationError when it is none of the three, for example `undefined` from a mistyped import */
export function resolveTask(reference: TaskReference): string | AnyTask {
  if (typeof reference === 'function') return taskOfFunction(reference)
  if (isTask(reference) || (typeof reference === 'string' && reference !== '')) return reference
  const message = `must be a task, a named function or the name of a task, got ${inspect(reference)}`
  throw new ConfigurationError('enqueueJob', [{ path: 'task', message }])
}

function splitArguments(given: GivenArguments): RawArguments {
  if (given === undefined) return { args: [], kwargs: {} }
  return isList(given) ? { args: given, kwargs: {} } : { args: [], kwargs: given }
}

// Array.isArray does not narrow readonly arrays.
const isList = (given: NonNullable<GivenArguments>): given is readonly unknown[] =>
  Array.isArray(given)
