import {
  type AnyTask,
  type JobContext,
  type Jsonified,
  SerializationError,
  type Task,
  type WorkerExtra,
} from '@arq/core'
import {
  bindArguments,
  findJsonProblem,
  isTask,
  notCarried,
  taskOfFunction,
  wireTexts,
} from '@arq/core/internal'
import * as v from 'valibot'

import { Drafts } from './drafts.js'
import { TestContext, type TestContextOptions } from './test-context.js'
import { texts } from './texts.js'

/** Options of a context, or one that was made before. */
type ContextOf<X extends object> = TestContext<X> | TestContextOptions<X>

/** The arguments may be left out where there are none, and the context where the task needs nothing in it. */
type Rest<I, X extends object> = object extends X
  ? [] extends I
    ? [args?: I, ctx?: ContextOf<X>]
    : [args: I, ctx?: ContextOf<X>]
  : [args: I, ctx: ContextOf<X>]

/**
 * Runs a task by itself, without client and worker: what it returns, or throws, is the test's. Arguments and result take
 * the way that they take in production: they become JSON and come back, and the task's schemas are applied, so that what
 * would not arrive fails here. Retries, timeouts, hooks and `around` belong to the worker: `createTestArq` has them.
 *
 * @returns what `job.result()` would give
 * @throws InvalidArguments, SerializationError for what a client would refuse; then whatever the task throws, `Retry` too
 *
 * @example
 * ```ts
 * const sent = await runTask(sendEmail, ['ada@example.com', 'Welcome'], { jobTry: 2, extra: { mailer } })
 * ```
 */
export function runTask<I extends readonly unknown[] | object, R, X extends object = WorkerExtra>(
  task: Task<string, I, never[], R, X>,
  ...rest: Rest<I, X>
): Promise<R>
/** A plain function that a worker takes in place of a task. */
export function runTask<A extends unknown[], R, X extends object = WorkerExtra>(
  run: (ctx: JobContext<X>, ...args: A) => R | Promise<R>,
  ...rest: Rest<A, X>
): Promise<Jsonified<Awaited<R>>>
export async function runTask(
  runnable: AnyTask | AnyTask['run'],
  args?: unknown,
  given: TestContext<object> | TestContextOptions<object> = {},
): Promise<unknown> {
  const task = isTask(runnable) ? runnable : taskOfFunction(runnable)
  const ctx = given instanceof TestContext ? given : new TestContext<object>(given)
  const job = new Drafts(() => ctx.startTime.getTime()).draft(task, args)
  ctx.runs(task.name)
  const parameters = bindArguments(task, job)
  // Checked by its schema, or the caller's word: the same as in a worker.
  const run = task.run as (ctx: JobContext<object>, ...args: unknown[]) => unknown
  return resultOf(task, await run(ctx, ...parameters))
}

function resultOf({ name, output }: AnyTask, value: unknown): unknown {
  const problem = value === undefined ? undefined : findJsonProblem(value, 'result')
  if (problem) throw notCarried(wireTexts.theResult({ task: name }), problem, { task: name })
  const kept: unknown = value === undefined ? undefined : JSON.parse(JSON.stringify(value))
  if (!output) return kept
  const parsed = v.safeParse(output, kept)
  if (parsed.success) return parsed.output
  const problems = parsed.issues
    .map((issue) => `result${dotted(v.getDotPath(issue))}: ${issue.message}`)
    .join('; ')
  const text = texts.resultMisfit({ task: name, problems })
  throw new SerializationError({ code: 'ARQ_DECODE_FAILED', text, details: { task: name } })
}

const dotted = (path: string | null): string => (path === null ? '' : `.${path}`)
