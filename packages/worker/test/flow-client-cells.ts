import { type Client, createClient, type FlowJob } from '@arq/client'
import { type Duration, silentLogger } from '@arq/core'
import { until } from '@arq/tooling-services'

import { type FlowServers, flowTasks, passing, smallFlow, Witness, workerOf } from './flow-bench.js'
import { type KillPoint, Mortal } from './flow-kills.js'

/** What a client does whose process may die meanwhile. */
type ClientCall = (client: Client) => Promise<unknown>

const JOB_ID = 'flow'
/** Of a claim whose holder died: the next call waits for its end. */
const CLAIM_LEASE: Duration = '1s'

interface CellParts {
  readonly servers: FlowServers
  /** Absent: the call comes to its end. */
  readonly point?: KillPoint | undefined
  /** Lets a worker do what there is before the call is repeated. */
  readonly worksBetween: boolean
}

/** What came of a call that was cut off, and then repeated by another process. */
interface ClientCell {
  readonly calls: readonly string[]
  readonly end: { readonly value: unknown } | { readonly error: unknown }
  readonly tree: readonly string[]
  /** How often each job ran, by its number in the flow. */
  readonly runs: Readonly<Record<string, number>>
}

/** How often each job of {@link smallFlow} is to run. */
export const EACH_ONCE = { '': 1, '.1': 1, '.2': 1, '.3': 1, '.4': 1 }
export const ALL_COMPLETED = Object.keys(EACH_ONCE).map((number) => `${number} completed`)

/**
 * As {@link EACH_ONCE}, but for jobs without children whose message was under way when the process died: nobody knows
 * whether the broker has it, so that there may be two, which may run side by side.
 */
export const orTwiceAtLeaves = (runs: ClientCell['runs']): ClientCell['runs'] =>
  Object.fromEntries(
    Object.entries(runs).map(([number, times]) => {
      const isLeaf = ['.1', '.3', '.4'].includes(number)
      return [number, isLeaf && times === 2 ? 1 : times]
    }),
  )

/** A flow that is enqueued by a process that dies, and once more by another one. */
export function enqueueCell(parts: CellParts): Promise<ClientCell> {
  return cell(parts, async () => undefined, enqueue)
}

/** A flow all of whose jobs were stopped, that is retried by a process that dies, and once more by another one. */
export function retryCell(parts: CellParts): Promise<ClientCell> {
  const stopped: ClientCall = async (client) => {
    const flow = await enqueue(client)
    await flow.abort({ tree: true })
  }
  return cell(parts, stopped, (client) => client.getFlow(JOB_ID).retry())
}

const enqueue = (client: Client): Promise<FlowJob<number>> =>
  client.enqueueFlow(smallFlow(), { jobId: JOB_ID })

async function cell(
  { servers, point, worksBetween }: CellParts,
  before: ClientCall,
  call: ClientCall,
): Promise<ClientCell> {
  const { queueName, openStore, openTransport, clock } = servers
  const pass = <T>(happening: Promise<T>): Promise<T> => passing(servers, happening)
  const shared = {
    ...{ queueName, logger: silentLogger, claimLease: CLAIM_LEASE },
    ...(clock && { clock }),
  }
  const survivor = await createClient({
    ...{ ...shared, transport: openTransport(), resultStore: openStore() },
  })
  await pass(before(survivor))
  const mortal = new Mortal(openStore(), openTransport(), point, () => undefined)
  const dying = await createClient({
    ...{ ...shared, transport: mortal.transport, resultStore: mortal.store },
  })
  const witness = new Witness()
  const tasks = flowTasks(witness, 'worker')
  const worker = workerOf(servers, openStore(), openTransport(), tasks)
  try {
    mortal.arm()
    const called = call(dying)
    called.catch(() => undefined)
    await pass(Promise.race([mortal.died, called]))
    const running = worksBetween ? worker.run() : undefined
    if (worksBetween) await pass(untilQuiet(servers))
    await pass(call(survivor))
    void (running ?? worker.run()).catch(() => undefined)
    const job = survivor.getFlow(JOB_ID)
    const ended = job.result({ timeout: '60s', pollDelay: '20ms' }).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    )
    const end = await pass(ended)
    const tree: string[] = []
    for await (const { jobId, status } of job.tree()) {
      tree.push(`${jobId.slice(JOB_ID.length)} ${String(status)}`)
    }
    // A second message of a job would run until now.
    await pass(untilQuiet(servers))
    const runs: Record<string, number> = {}
    for (const { jobId } of witness.runs) {
      const number = jobId.slice(JOB_ID.length)
      runs[number] = (runs[number] ?? 0) + 1
    }
    return { calls: mortal.calls, end, tree, runs }
  } finally {
    mortal.bury()
    await pass(Promise.allSettled([worker.stop(), survivor.close(), dying.close()]))
  }
}

/** Until no message waits or is under way. */
async function untilQuiet({ openTransport, queueName }: FlowServers): Promise<void> {
  const observer = openTransport()
  await observer.connect()
  await until(
    async () => {
      const info = await observer.queueInfo(queueName)
      return info !== undefined && info.ready + (info.unacknowledged ?? 0) === 0
    },
    { what: 'an empty queue', withinMs: 60_000, everyMs: 5 },
  )
  await observer.close()
}
