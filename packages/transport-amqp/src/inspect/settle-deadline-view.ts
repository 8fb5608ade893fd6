import { isAtLeast } from '../connection/broker-version.js'
import type { ListedQueue } from '../topology/listed-queue.js'
import type { Topology } from '../topology/topology.js'
import type { SettleDeadlineView } from './broker-inspection.js'

/** Longer than anybody asks for. */
const ANY_TIME_MS = Number.MAX_SAFE_INTEGER

interface ViewedQueue {
  readonly name: string
  /** As the management API lists it, where it does. */
  readonly found: ListedQueue | undefined
  readonly brokerVersion: string | undefined
}

/** How long this broker lets a worker keep a job of a queue, as far as it can be told. */
export function settleDeadlineView(
  topology: Pick<Topology, 'settleDeadlineOf'>,
  { name, found, brokerVersion }: ViewedQueue,
): SettleDeadlineView | undefined {
  if (brokerVersion === undefined) return undefined
  const { settleWithinMs, argumentMs } = topology.settleDeadlineOf(name, {
    brokerVersion,
    wantedMs: ANY_TIME_MS,
  })
  if (argumentMs !== undefined) return { limitMs: undefined, saidBy: 'worker' }
  const queuesMs = isAtLeast(brokerVersion, [3, 12]) ? limitOfQueue(found) : undefined
  return queuesMs === undefined
    ? { limitMs: settleWithinMs, saidBy: 'settings' }
    : { limitMs: queuesMs, saidBy: 'queue' }
}

/** Where a policy and an argument both say one, the lower counts. */
function limitOfQueue(queue: ListedQueue | undefined): number | undefined {
  const said = [queue?.arguments['x-consumer-timeout'], queue?.policy['consumer-timeout']]
  const limits = said.filter((value) => typeof value === 'number')
  return limits.length === 0 ? undefined : Math.min(...limits)
}
