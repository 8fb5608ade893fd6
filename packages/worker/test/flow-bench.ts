import { createClient } from '@arq/client'
import type { AnyTask, Flow, ResultStore, Transport } from '@arq/core'
import { flow, silentLogger, task } from '@arq/core'
import type { ManualClock } from '@arq/memory'

import { Worker } from '../src/index.js'
import { type KillPoint, Mortal } from './flow-kills.js'

/** The servers of one test, seen by several processes. */
export interface FlowServers {
  readonly queueName: string
  readonly openStore: () => ResultStore
  readonly openTransport: () => Transport
  /** A clock that stands still unless it is moved. */
  readonly clock?: ManualClock
}

/** Waits for something that may take time, which passes at once where the clock can be moved. */
export async function passing<T>({ clock }: FlowServers, happening: Promise<T>): Promise<T> {
  let isOver = !clock
  const over = (): void => void (isOver = true)
  happening.then(over, over)
  while (!isOver) await clock?.advance('500ms')
  return happening
}

/** A run of a task in one of the workers. */
interface Run {
  readonly worker: string
  readonly task: string
  readonly jobId: string
}

/** What tasks did, in order, and who runs at the moment. */
export class Witness {
  readonly runs: Run[] = []
  readonly overlaps: string[] = []
  readonly #running = new Set<string>()

  begin(run: Run): void {
    if (this.#running.has(run.jobId)) this.overlaps.push(run.jobId)
    this.#running.add(run.jobId)
    this.runs.push(run)
  }

  /** Nothing of this worker runs any more. */
  died(worker: string): void {
    for (const { jobId } of this.runs.filter((run) => run.worker === worker)) {
      this.#running.delete(jobId)
    }
  }

  end(jobId: string): void {
    this.#running.delete(jobId)
  }

  /** In the order of their last runs. */
  of(jobId: string): readonly Run[] {
    return this.runs.filter((run) => run.jobId === jobId)
  }
}

/** The tasks of one worker: a leaf returns its argument, a parent the sum of its children and its argument. */
export function flowTasks(witness: Witness, worker: string): readonly AnyTask[] {
  const leaf = task('leaf', async (ctx, value: number) => {
    witness.begin({ worker, task: 'leaf', jobId: ctx.jobId })
    await nextTurn()
    witness.end(ctx.jobId)
    if (value < 0) throw new Error('a bad leaf')
    return value
  })
  const sum = task('sum', async (ctx, value: number) => {
    witness.begin({ worker, task: 'sum', jobId: ctx.jobId })
    let total = value
    // Long enough for a second message of it to arrive, if there is one.
    for (let turn = 0; turn < 50; turn += 1) await nextTurn()
    for await (const { result } of ctx.children<number>()) total += result ?? 0
    witness.end(ctx.jobId)
    return total
  })
  return [leaf, sum]
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Children of two levels: 1 + (2 + 3 + 10) + 100 = 116. */
export const smallFlow = (): Flow<number> =>
  flow<number>('sum', [100], {
    children: [
      flow('leaf', [1]),
      flow('sum', [10], { children: [flow('leaf', [2]), flow('leaf', [3])] }),
    ],
  })

/**
 * Runs a flow with a worker that dies at a point, and then with one that does not.
 * @returns what the tasks did, how the flow ended, and how many calls the first worker made
 */
export async function runKilled(
  servers: FlowServers,
  {
    point,
    root = smallFlow(),
  }: { readonly point?: KillPoint | undefined; readonly root?: Flow<number> },
) {
  const { queueName, openStore, openTransport } = servers
  const witness = new Witness()
  const client = await createClient({
    ...{ transport: openTransport(), resultStore: openStore(), queueName, logger: silentLogger },
  })
  const first = new Mortal(openStore(), openTransport(), point, () => witness.died('first'))
  const worker = workerOf(servers, first.store, first.transport, flowTasks(witness, 'first'))
  const second = workerOf(servers, openStore(), openTransport(), flowTasks(witness, 'second'))
  first.arm()
  void worker.run().catch(() => undefined)
  try {
    const job = await client.enqueueFlow(root)
    const ended = job.result({ timeout: '60s', pollDelay: '20ms' })
    const outcome = ended.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    )
    await Promise.race([first.died, outcome])
    if (point) void second.run().catch(() => undefined)
    const tree = async (): Promise<string[]> => {
      const lines: string[] = []
      for await (const { jobId, status } of job.tree()) {
        lines.push(`${jobId.slice(job.jobId.length)} ${String(status)}`)
      }
      return lines
    }
    const end = await outcome
    return { witness, end, jobId: job.jobId, tree: await tree(), calls: first.calls }
  } finally {
    first.bury()
    await Promise.all([...(point ? [second.stop()] : []), worker.stop(), client.close()])
  }
}

export function workerOf(
  { queueName, clock }: Pick<FlowServers, 'queueName' | 'clock'>,
  resultStore: ResultStore,
  transport: Transport,
  functions: readonly AnyTask[],
): Worker<object> {
  return new Worker({
    ...{ transport, resultStore, queueName, functions, logger: silentLogger },
    ...(clock && { clock }),
    handleSignals: false,
    jobCompletionWait: 0,
  })
}
