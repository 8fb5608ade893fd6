import { ConfigurationError } from '../errors/settings-errors.js'
import { parseJobHeaders } from './enqueue-options.js'
import { enqueueTexts } from './enqueue-texts.js'

/** A job that was checked and is about to be encoded. */
export interface EnqueuingJob {
  /** Name of the task. */
  readonly function: string
  readonly jobId: string
  readonly queueName: string
  /** The caller's own values, to be read: a change would reach the caller, too. */
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
  /** What the caller gave; more may be added, under the same rules. */
  readonly headers: Record<string, string>
}

/**
 * Called for each job before it is sent, for what every job is to carry: a trace, a tenant. What it throws refuses the
 * job and comes to the caller as it is; nothing is sent then. It is not awaited.
 *
 * @example
 * ```ts
 * onEnqueue: ({ headers }) => propagation.inject(context.active(), headers)
 * ```
 */
export type OnEnqueue = (job: EnqueuingJob) => void

/**
 * Calls it.
 * @throws ConfigurationError when the function is async; whatever the function throws
 */
export function callOnEnqueue(onEnqueue: OnEnqueue, job: EnqueuingJob): void {
  // An async function has its type, too.
  // oxlint-disable-next-line typescript/no-confusing-void-expression -- looked at for that reason
  const returned: unknown = onEnqueue(job)
  if (isPromise(returned)) {
    // Whatever it rejects with belongs to nobody any more.
    returned.then(undefined, () => undefined)
    const text = enqueueTexts.onEnqueueAsync()
    throw new ConfigurationError('client', [{ path: 'onEnqueue', text }])
  }
}

/** @throws ConfigurationError naming the header that was added and is wrong */
export const headersAfter = ({ headers }: EnqueuingJob): Readonly<Record<string, string>> =>
  parseJobHeaders('headers of onEnqueue', headers)

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function'
