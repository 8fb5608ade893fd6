import { MessageChannel } from 'node:worker_threads'

import {
  ClosedError,
  describeThrown,
  type FileTask,
  type JobContext,
  type LogLevel,
  type Release,
  SerializationError,
  SharedResource,
  ThreadCrashed,
  type ThreadPool,
} from '@arq/core'
import { readProperty } from '@arq/core/internal'
import { Piscina } from 'piscina'

import { receiveError } from './carried-error.js'
import { carryExtra } from './carried-extra.js'
import { texts } from './texts.js'
import type { CarriedContext, ThreadCall, ThreadEnd } from './thread-call.js'
import {
  type ResolvedThreadPoolSettings,
  resolveThreadPoolSettings,
  type ThreadPoolSettings,
} from './thread-pool-settings.js'
import { ThreadRun } from './thread-run.js'

/**
 * Threads for the tasks of a worker that have a `file`. They are started when there is work, and ended when the worker
 * stops. Several workers of a process may share one.
 *
 * @example
 * ```ts
 * await Worker.run({ functions: [resize], transport, threads: threadPool({ maxThreads: 4 }) })
 * ```
 * @throws ConfigurationError naming each wrong key
 */
export function threadPool(settings: ThreadPoolSettings = {}): ThreadPool {
  return new PiscinaThreadPool(resolveThreadPoolSettings(settings))
}

// Beside this file where it is built; a thread has no loader for the source.
const ENTRY = new URL('../dist/thread-entry.js', import.meta.url).href

class PiscinaThreadPool implements ThreadPool {
  readonly #settings: ResolvedThreadPoolSettings
  #piscina: Piscina | undefined
  readonly #shared = new SharedResource({
    name: 'threadPool',
    open: async () => {
      this.#piscina = createPiscina(this.#settings)
      return Promise.resolve()
    },
    close: async () => {
      const piscina = this.#piscina
      this.#piscina = undefined
      await piscina?.destroy()
    },
  })

  constructor(settings: ResolvedThreadPoolSettings) {
    this.#settings = settings
  }

  acquire(): Promise<Release> {
    return this.#shared.acquire()
  }

  async run(task: FileTask, ctx: JobContext<object>, args: readonly unknown[]): Promise<unknown> {
    const piscina = this.#piscina
    if (!piscina) throw new ClosedError('threadPool')
    const { port1, port2 } = new MessageChannel()
    const run = new ThreadRun(ctx, port1, this.#settings.abortGraceMs)
    const call: ThreadCall = {
      name: task.name,
      href: task.file.href,
      exported: task.export ?? 'default',
      args,
      context: carryContext(ctx),
      port: port2,
    }
    let end: ThreadEnd
    try {
      end = (await piscina.run(call, { signal: run.ending, transferList: [port2] })) as ThreadEnd
    } catch (error) {
      throw run.ending.aborted ? ctx.signal.reason : failure(error, task, ctx)
    } finally {
      run.close()
    }
    if (end.kind === 'threw') throw receiveError(end.error)
    return end.json === undefined ? undefined : (JSON.parse(end.json) as unknown)
  }
}

function createPiscina({
  maxThreads,
  maxHeapMb,
  idleTimeoutMs,
}: ResolvedThreadPoolSettings): Piscina {
  const piscina = new Piscina({
    filename: ENTRY,
    name: 'runCall',
    minThreads: 0,
    maxThreads,
    idleTimeout: idleTimeoutMs,
    // Between two jobs the loop of a thread goes on: what its modules hold open must stay alive.
    atomics: 'disabled',
    ...(maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
  })
  // A thread that dies between two jobs harms none; the next one gets a new thread.
  piscina.on('error', () => undefined)
  return piscina
}

/** Why there is no end: the arguments did not get there, or the thread did not survive. */
function failure(error: unknown, { name }: FileTask, { jobId }: JobContext<object>): Error {
  const reason = describeThrown(error).message
  if (readProperty(error, 'name') !== 'DataCloneError') {
    return new ThreadCrashed({ jobId, reason, cause: error })
  }
  return new SerializationError({
    code: 'ARQ_ENCODE_FAILED',
    text: texts.notCopied({ name, reason }),
    details: { task: name },
    cause: error,
  })
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'fatal']

function carryContext(ctx: JobContext<object>): CarriedContext {
  const { workerId, jobId, taskName, jobTry, queueName, headers } = ctx
  const { enqueueTime, startTime, logger } = ctx
  return {
    ...{ workerId, jobId, taskName, jobTry, queueName, headers, enqueueTime, startTime },
    extra: carryExtra(ctx.extra),
    logLevels: LEVELS.filter((level) => logger.isLevelEnabled?.(level) !== false),
  }
}
