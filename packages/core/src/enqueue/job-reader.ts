import { InvalidArguments } from '../errors/job-errors.js'
import { ConfigurationError } from '../errors/settings-errors.js'
import { taskNameRule } from '../rules/task-name.js'
import { isTask, taskOfFunction } from '../task/define-task.js'
import type { EnqueueOptions } from '../task/enqueue-options.js'
import type { AnyTask } from '../task/task.js'
import type { RawArguments } from '../task/task-arguments.js'
import { kindText, kindTexts } from '../texts/kind-texts.js'
import type { Text } from '../texts/text.js'
import { enqueueTexts } from './enqueue-texts.js'
import type { DraftRequest } from './job-draft.js'

/** One job of a batch: the options beside the task and its arguments. */
type JobSpecParts = EnqueueOptions & {
  readonly function: unknown
  readonly args?: unknown
  readonly kwargs?: unknown
}

/** Turns what callers write into the one form that is drafted; the same for clients and for tasks that enqueue. */
export class JobReader {
  // A function is checked once, not for each of its jobs.
  readonly #functions = new WeakMap<AnyTask['run'], AnyTask>()

  /** @throws ConfigurationError, InvalidArguments */
  readCall(enqueueable: unknown, args: unknown, options: EnqueueOptions = {}): DraftRequest {
    const task = this.#taskOf(enqueueable)
    return { task, ...rawArguments(task, args, undefined), options }
  }

  /** @throws ConfigurationError, InvalidArguments */
  readSpec(spec: JobSpecParts): DraftRequest {
    const { function: enqueueable, args, kwargs, ...options } = spec
    const task = this.#taskOf(enqueueable)
    return { task, ...rawArguments(task, args, kwargs), options }
  }

  #taskOf(enqueueable: unknown): string | AnyTask {
    if (typeof enqueueable === 'string') return checkedName(enqueueable)
    if (isTask(enqueueable)) return enqueueable
    if (typeof enqueueable === 'function') {
      // Only its name is used here: workers run it.
      return this.#taskOfFunction(enqueueable as AnyTask['run'])
    }
    throw wrongFunction(enqueueTexts.notEnqueueable({ value: describe(enqueueable) }))
  }

  #taskOfFunction(run: AnyTask['run']): AnyTask {
    const known = this.#functions.get(run)
    if (known) return known
    const task = taskOfFunction(run)
    this.#functions.set(run, task)
    return task
  }
}

function checkedName(name: string): string {
  const problem = taskNameRule(name)
  if (problem) throw wrongFunction(problem)
  return name
}

const wrongFunction = (text: Text): ConfigurationError =>
  new ConfigurationError('job', [{ path: 'function', text }])

function rawArguments(task: string | AnyTask, args: unknown = [], kwargs?: unknown): RawArguments {
  const name = typeof task === 'string' ? task : task.name
  const refuse = (path: string, text: Text) =>
    new InvalidArguments({ task: name, issues: [{ path, text }] })
  const named = kwargs ?? {}
  if (!isPlainObject(named)) {
    throw refuse('kwargs', enqueueTexts.notArguments({ value: describe(kwargs) }))
  }
  if (Array.isArray(args)) return { args, kwargs: named }
  if (!isPlainObject(args)) {
    throw refuse('args', enqueueTexts.notArguments({ value: describe(args) }))
  }
  if (kwargs !== undefined) throw refuse('kwargs', enqueueTexts.namedTwice())
  return { args: [], kwargs: args }
}

/** Also one of another realm, such as a worker thread's. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** What it is, never the value itself: arguments may be private. */
function describe(value: unknown): Text {
  if (typeof value === 'string') return value === '' ? kindTexts.emptyText() : kindTexts.text()
  if (typeof value !== 'object' || value === null) return kindText(value)
  const constructor: unknown = Reflect.get(value, 'constructor')
  return typeof constructor === 'function' && constructor.name !== ''
    ? kindTexts.instance({ name: constructor.name })
    : kindTexts.object()
}
