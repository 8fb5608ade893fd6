import { type AnyTask, ConfigurationError, type JobContext, type WorkerExtra } from '@arq/core'
import { nearestName, taskOfDefinition } from '@arq/core/internal'
import { cron, type CronJob } from '@arq/worker'

import type { CronMetadata } from '../decorators/cron.js'
import type { TaskOptions } from '../decorators/task.js'
import { texts } from '../texts.js'
import { clientLabel, UNNAMED } from '../tokens.js'

/** A method with `@Task()` or `@Cron()`, as it stands in the application. */
export interface FoundMethod {
  /** Name of its class. */
  readonly className: string
  /** Tells two classes of one name apart. */
  readonly type: object
  readonly method: string
  readonly options: TaskOptions
  /** Empty: it does not run by the clock. */
  readonly cron: readonly CronMetadata[]
  /** Calls it on the provider. */
  readonly call: (ctx: JobContext, args: readonly unknown[]) => unknown
}

/** A class of the application that has something of a processor. */
export interface FoundClass {
  readonly className: string
  readonly isController: boolean
  /** Of `@Processor()`; absent: it has none. */
  readonly client: string | undefined
  readonly methods: readonly FoundMethod[]
}

/** A method as a task: it takes the context of any worker. */
export type MethodTask = AnyTask<WorkerExtra>

/** What the worker of one client has to do. */
export interface ClientWork {
  readonly tasks: readonly MethodTask[]
  readonly cronJobs: readonly CronJob[]
}

/** All tasks of an application, by the name of their client. */
export type WorkByClient = ReadonlyMap<string, ClientWork>

/**
 * The tasks of an application's classes.
 * @throws ConfigurationError naming each class and method that is not as it must be
 */
export function workByClient(
  classes: readonly FoundClass[],
  clients: readonly string[],
): WorkByClient {
  const issues = classes.flatMap((found) => issuesOf(found, clients))
  const work = new Map(clients.map((client) => [client, newWork()]))
  const byName = new Map<string, FoundMethod>()
  for (const { client, methods } of classes) {
    if (client === undefined || !clients.includes(client)) continue
    for (const found of methods) {
      const made = taskOf(found)
      // Two clients may each have a task of that name.
      const key = JSON.stringify([client, made.name])
      const first = byName.get(key)
      if (first) issues.push(sameName(made.name, first, found))
      else byName.set(key, found)
      work.get(client)?.tasks.push(made)
      work.get(client)?.cronJobs.push(...cronJobsOf(found, made))
    }
  }
  if (issues.length > 0) throw new ConfigurationError('Processors of the application', issues)
  return work
}

const newWork = (): { tasks: MethodTask[]; cronJobs: CronJob[] } => ({ tasks: [], cronJobs: [] })

type Issue = ConstructorParameters<typeof ConfigurationError>[1][number]

function issuesOf(found: FoundClass, clients: readonly string[]): Issue[] {
  const { className, isController, client, methods } = found
  const wheres = methods.map((method) => whereOf(method))
  if (isController) {
    return wheres.map((where) => ({ path: '', text: texts.taskInController({ where }) }))
  }
  if (client === undefined) {
    return wheres.map((where) => ({ path: '', text: texts.processorMissing({ where }) }))
  }
  if (!clients.includes(client)) {
    const nearest = nearestName(client, clients)
    const known = (nearest === undefined ? clients : [nearest]).map((name) => clientLabel(name))
    const label = client === UNNAMED ? texts.unnamed() : JSON.stringify(client)
    const params = { processor: className, client: label, known: known.join(', ') }
    return [{ path: '', text: texts.unknownClient(params) }]
  }
  if (methods.length > 0) return []
  return [{ path: '', text: texts.noTasks({ processor: className }) }]
}

function sameName(task: string, first: FoundMethod, second: FoundMethod): Issue {
  if (first.type === second.type && first.method === second.method) {
    return { path: '', text: texts.providedTwice({ processor: first.className }) }
  }
  const params = { task: JSON.stringify(task), first: whereOf(first), second: whereOf(second) }
  return { path: '', text: texts.sameTask(params) }
}

/** @throws ConfigurationError naming the method, and the option that is wrong */
function taskOf(found: FoundMethod): MethodTask {
  const { options, method, call } = found
  const run = (ctx: JobContext, ...args: never[]): unknown => call(ctx, args)
  // Its `run` is the one above.
  return named('@Task()', found, () => {
    return taskOfDefinition({ name: method, ...options, run }) as MethodTask
  })
}

/** @throws ConfigurationError naming the method, and what is wrong */
const cronJobsOf = (found: FoundMethod, task: MethodTask): readonly CronJob[] =>
  found.cron.map(([when, options]) =>
    named('@Cron()', found, () =>
      typeof when === 'string' ? cron(task, when, options) : cron(task, when),
    ),
  )

/** An error of what it makes names the method, not the task. */
function named<T>(decorator: string, found: FoundMethod, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    throw new ConfigurationError(`${decorator} of ${whereOf(found)}`, error.issues, error)
  }
}

const whereOf = ({ className, method }: FoundMethod): string => `${className}.${method}`
