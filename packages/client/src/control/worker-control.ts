import type { Clock, Transport, WorkerInfo } from '@arq/core'
import { type ControlAnswer, type ControlVerb, pause } from '@arq/core/internal'

import { checkTarget } from './check-target.js'
import {
  type ControlOptions,
  type ControlTarget,
  type DrainOptions,
  readDrain,
  readGatherMs,
  readTarget,
  readWorkers,
  type WorkersOptions,
} from './control-options.js'
import { DrainWatch } from './drain-watch.js'
import { KnownWorkers } from './known-workers.js'
import { byName, type Order, RollCall } from './roll-call.js'
import type {
  ControlReport,
  DrainReport,
  UnknownConsumers,
  WorkersReport,
} from './workers-report.js'

/** How often a drain looks whether something still runs. */
const LOOK_MS = 500
/** How long answers are gathered while a drain waits. */
const GATHER_MS = 2000

interface WorkerControlParts {
  readonly transport: Transport
  readonly clock: Clock
  /** The client's own queue. */
  readonly queueName: string
}

/** Asks running workers over the broker, and tells them what to do. */
export class WorkerControl {
  readonly #parts: WorkerControlParts
  readonly #rollCall: RollCall
  readonly #known: KnownWorkers

  constructor(parts: WorkerControlParts) {
    this.#parts = parts
    this.#rollCall = new RollCall(parts)
    this.#known = new KnownWorkers(parts.clock)
  }

  async workers(options: WorkersOptions = {}): Promise<WorkersReport> {
    const { timeoutMs, until } = readWorkers(options)
    const isEnough = (heard: readonly ControlAnswer[]): boolean =>
      until?.(heard.map(({ worker }) => worker)) === true
    const answers = await this.#ask({ verb: 'ask' }, timeoutMs, isEnough)
    return this.#reportOn(answers.map(({ worker }) => worker))
  }

  async change(
    verb: Extract<ControlVerb, 'pause' | 'resume'>,
    target: ControlTarget,
    options: ControlOptions = {},
  ): Promise<ControlReport> {
    const { worker, queue: queueName } = readTarget(`${verb}()`, target)
    const timeoutMs = readGatherMs(`${verb}()`, options)
    return this.#order({ verb, worker, queueName }, timeoutMs)
  }

  async drain(target: ControlTarget, options: DrainOptions = {}): Promise<DrainReport> {
    const { worker, queue: queueName } = readTarget('drain()', target)
    const { ends, timeoutMs, onProgress } = readDrain(options, target)
    const { clock } = this.#parts
    const deadlineMs = clock.monotonicNow() + timeoutMs
    const report = await this.#order({ verb: 'drain', worker, queueName, end: ends }, GATHER_MS)
    const watch = new DrainWatch(report.workers, { queueName, ends })
    for (;;) {
      onProgress(watch.running)
      if (watch.isDrained || clock.monotonicNow() >= deadlineMs) break
      await pause(LOOK_MS, { clock })
      watch.note(await this.#lookAgain(watch.awaited))
    }
    for (const workerId of watch.ended) this.#known.forget(workerId)
    const { workers, ended, isDrained } = watch
    return { ...report, workers, ended, isDrained }
  }

  async close(): Promise<void> {
    await this.#rollCall.close()
  }

  async #order(order: Order, timeoutMs: number): Promise<ControlReport> {
    // An id names one worker only: nobody else is waited for.
    const isComplete = (heard: readonly ControlAnswer[]): boolean =>
      order.worker !== undefined && heard.some(({ worker }) => worker.workerId === order.worker)
    const answers = await this.#ask(order, timeoutMs, isComplete)
    checkTarget({ worker: order.worker, queue: order.queueName }, answers, timeoutMs / 1000)
    const report = await this.#reportOn(answers.map(({ worker }) => worker))
    const meant = answers.filter(({ isMeant }) => isMeant).map(({ worker }) => worker)
    return { ...report, workers: [...meant].sort(byName) }
  }

  async #ask(
    order: Order,
    timeoutMs: number,
    isComplete: (answers: readonly ControlAnswer[]) => boolean,
  ): Promise<readonly ControlAnswer[]> {
    const answers = await this.#rollCall.ask(order, { timeoutMs, isComplete })
    this.#known.note(answers.map(({ worker }) => worker))
    return answers
  }

  async #lookAgain(awaited: ReadonlySet<string>): Promise<readonly WorkerInfo[]> {
    const isAwaited = ({ worker }: ControlAnswer): boolean => awaited.has(worker.workerId)
    const answers = await this.#rollCall.ask(
      { verb: 'ask' },
      {
        timeoutMs: GATHER_MS,
        isComplete: (heard) => heard.filter(isAwaited).length === awaited.size,
      },
    )
    this.#known.note(answers.map(({ worker }) => worker))
    return answers
      .filter(isAwaited)
      .map(({ worker }) => worker)
      .sort(byName)
  }

  async #reportOn(answered: readonly WorkerInfo[]): Promise<WorkersReport> {
    const workers = [...answered].sort(byName)
    const silent = this.#known.silent(workers)
    return { workers, silent, unknownConsumers: await this.#unknownConsumers(workers) }
  }

  async #unknownConsumers(workers: readonly WorkerInfo[]): Promise<readonly UnknownConsumers[]> {
    const { transport, queueName } = this.#parts
    const queues = workers.flatMap((worker) => worker.queues)
    const names = [...new Set([queueName, ...queues.map(({ name }) => name)])].sort()
    const found = await Promise.all(
      names.map(async (name) => {
        const info = await transport.queueInfo(name)
        const known = queues.filter((queue) => queue.name === name && !queue.isPaused).length
        return { queueName: name, consumers: (info?.consumers ?? 0) - known }
      }),
    )
    return found.filter(({ consumers }) => consumers > 0)
  }
}
