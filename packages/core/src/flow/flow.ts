import { ConfigurationError } from '../errors/settings-errors.js'
import type { Jsonified } from '../job/jsonified.js'
import { isTask } from '../task/define-task.js'
import type { EnqueueableTask } from '../task/enqueueable-task.js'
import type { Flow, FlowJobOptions, OnChildFailure } from '../task/flow-shape.js'
import type { Text } from '../texts/text.js'
import { flowTexts } from './flow-texts.js'

const ON_CHILD_FAILURE: ReadonlySet<unknown> = new Set<OnChildFailure>(['fail', 'wait', 'ignore'])

/**
 * How one job of a flow is enqueued. Of a job with children, `deferBy` and `expires` count from the moment at which they
 * are through.
 */
export interface FlowOptions extends FlowJobOptions {
  /** What has to end before this job begins. @defaultValue nothing */
  readonly children?: readonly Flow[]
  /** @defaultValue `fail` */
  readonly onChildFailure?: OnChildFailure
}

const BRAND = Symbol.for('arq.flow')

/**
 * One job of a flow: a task, its arguments, and the jobs that have to end before it begins. Each child may have children
 * of its own. It is sent by `client.enqueueFlow()`.
 * @throws ConfigurationError naming a child or an option that is wrong
 *
 * @example
 * ```ts
 * const report = flow(sendReport, ['ada@example.com'], {
 *   children: [flow(countOrders, ['2026-11']), flow(countRefunds, ['2026-11'])],
 *   onChildFailure: 'ignore',
 * })
 * const job = await client.enqueueFlow(report)
 * ```
 */
export function flow<I extends readonly unknown[] | object, R>(
  task: EnqueueableTask<I, R>,
  ...rest: [] extends I ? [args?: I, options?: FlowOptions] : [args: I, options?: FlowOptions]
): Flow<R>
/** A plain function: its name is the task's. */
export function flow<A extends unknown[], R>(
  run: (ctx: never, ...args: A) => R | Promise<R>,
  args: A,
  options?: FlowOptions,
): Flow<Jsonified<Awaited<R>>>
/** By name: nothing is known of its arguments here. */
export function flow<R = unknown>(
  name: string,
  args?: readonly unknown[] | Readonly<Record<string, unknown>>,
  options?: FlowOptions,
): Flow<R>
export function flow(task: unknown, args: unknown = [], options: FlowOptions = {}): Flow {
  const { children = [], onChildFailure = 'fail', ...own } = options
  if (!Array.isArray(children)) throw wrong('children', flowTexts.flowChildrenNotList())
  const unique: unknown = own.unique ?? (isTask(task) ? task.unique : undefined)
  if (unique !== undefined && unique !== false) throw wrong('unique', flowTexts.uniqueNotInFlow())
  const all: readonly Flow[] = [...(children as readonly Flow[])]
  const stranger = all.findIndex((child) => !isFlow(child))
  if (stranger !== -1) throw wrong(`children.${String(stranger)}`, flowTexts.notAFlow())
  if (!ON_CHILD_FAILURE.has(onChildFailure)) {
    throw wrong('onChildFailure', flowTexts.onChildFailureUnknown())
  }
  return made({ task, args, options: own, children: all, onChildFailure })
}

/**
 * One job after the other: each begins when the one before it has completed, and has its result by `ctx.children()`. The
 * first may be a flow with children; the last one is the root.
 * @throws ConfigurationError without a link, or when a later one has children of its own: they would begin beside the
 * link before it, and not after it
 *
 * @example
 * ```ts
 * await client.enqueueFlow(chain(flow(download, [url]), flow(transcode), flow(publish)))
 * ```
 */
export function chain<R>(...links: readonly [...Flow[], Flow<R>]): Flow<R> {
  let before: Flow | undefined
  links.forEach((link: unknown, index) => {
    if (!isFlow(link)) throw wrong(`links.${String(index)}`, flowTexts.notAFlow())
    if (before && link.children.length > 0) {
      throw wrong(`links.${String(index)}`, flowTexts.chainLinkHasChildren())
    }
    before = before ? made({ ...link, children: [before] }) : link
  })
  if (!before) throw wrong('links', flowTexts.chainEmpty())
  // The last link is the root, so its result is the flow's.
  return before as Flow<R>
}

/**
 * Jobs side by side, and one that begins when all of them have ended: the same as that flow with these children.
 * @throws ConfigurationError when the callback has children already
 *
 * @example
 * ```ts
 * await client.enqueueFlow(group(urls.map((url) => flow(resize, [url])), flow(makeAlbum)))
 * ```
 */
export function group<R>(children: readonly Flow[], callback: Flow<R>): Flow<R> {
  if (!isFlow(callback)) throw wrong('callback', flowTexts.notAFlow())
  if (callback.children.length > 0) throw wrong('callback', flowTexts.callbackHasChildren())
  const { task, args, options, onChildFailure } = callback
  // The overload for names takes any arguments; what the task takes was checked when the callback was made.
  return flow<R>(task as string, args as readonly unknown[], {
    ...options,
    children,
    onChildFailure,
  })
}

/** Whether a value was made here, also by another copy of this package. */
export const isFlow = (value: unknown): value is Flow =>
  typeof value === 'object' && value !== null && Reflect.get(value, BRAND) === true

const made = (parts: Flow): Flow => Object.freeze({ ...parts, [BRAND]: true })

const wrong = (path: string, text: Text): ConfigurationError =>
  new ConfigurationError('flow', [{ path, text }])
