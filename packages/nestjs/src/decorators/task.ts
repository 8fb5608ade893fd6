import { ConfigurationError, type InputSchema, type JobContext, type TaskPolicy } from '@arq/core'
import { SetMetadata } from '@nestjs/common'
import type * as v from 'valibot'

import { texts } from '../texts.js'
import { refuseStandardForm } from './decorator-form.js'

/** What `@Task()` takes: how the task's jobs are run, as in `task` of `@arq/core`, and its name. */
export interface TaskOptions extends TaskPolicy {
  /** Clients enqueue it by this. @defaultValue the name of the method */
  readonly name?: string
  /** A name for each argument after `ctx`, so that callers may name them. */
  readonly params?: readonly string[]
  /** A valibot schema: an object (named arguments) or a tuple. The method gets what it makes of the arguments, as one. */
  readonly input?: InputSchema
  /** A valibot schema of the result. */
  readonly output?: v.GenericSchema
}

interface TaskOptionsWithInput<S extends InputSchema> extends TaskOptions {
  readonly input: S
}

/** A method that is a task: the context of the job, then its arguments. */
type Method = (ctx: JobContext, ...args: never[]) => unknown

/** Compiles only before a method of type `M`. */
type TaskDecorator<M> = <F extends M>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<F>,
) => void

export const TASK = 'arq:task'

/**
 * Makes a method of a `@Processor()` a task: it is called with the job's context and its arguments, `this` is the provider.
 * Text in place of options is the name.
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` at the application's start, naming the method and the wrong option
 */
export function Task<S extends InputSchema>(
  options: TaskOptionsWithInput<S>,
): TaskDecorator<(ctx: JobContext, input: v.InferOutput<S>) => unknown>
export function Task(
  options?: string | (TaskOptions & { readonly input?: never }),
): TaskDecorator<Method>
export function Task(options: string | TaskOptions = {}): TaskDecorator<Method> {
  const metadata: TaskOptions = typeof options === 'string' ? { name: options } : { ...options }
  return (target, key, descriptor) => {
    refuseStandardForm('@Task()', key)
    // It may stand anywhere in JavaScript, and before a field.
    if (typeof (descriptor as { readonly value?: unknown } | undefined)?.value !== 'function') {
      throw new ConfigurationError('@Task()', [{ path: String(key), text: texts.notOnAMethod() }])
    }
    SetMetadata(TASK, metadata)(target, key, descriptor)
  }
}
