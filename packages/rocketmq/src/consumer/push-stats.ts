import type { OffsetTableStats } from '../offsets/offset-table.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { TraceStats } from '../trace/trace-dispatcher.js'
import type { Tracer } from '../trace/tracer.js'
import type { ConsumerContext } from './consumer-context.js'
import type { ConsumerEngine } from './consumer-engine.js'
import type { ConsumerTotals } from './consumer-stats.js'

/** What a consumer does at present, and has done so far. */
export interface ConsumerStats extends ConsumerTotals {
  /** Queues that this member has. */
  readonly queues: number
  /** Brokers, or queues of theirs, that this member pops from: `assignment: 'broker'` only. */
  readonly poppedFrom: number
  /** Listeners that run now. */
  readonly running: number
  /** Messages that wait for a listener. */
  readonly waiting: number
  /** Messages in memory, running and waiting. */
  readonly held: number
  /** Bytes of their bodies. */
  readonly heldBytes: number
  readonly offsets: OffsetTableStats
  /** Absent without traces. */
  readonly trace: TraceStats | undefined
}

/** How far a consumer has come in one queue that it pulls. */
export interface PulledQueueStats {
  /** With the namespace. */
  readonly queue: MessageQueue
  /** Messages in memory, running and waiting. */
  readonly held: number
  /** Bytes of their bodies. */
  readonly heldBytes: number
  /** Everything before it is consumed. */
  readonly commitOffset: bigint
  /** The offset that the next pull begins with. */
  readonly nextOffset: bigint
  /** Whether a pull is under way, or may begin at any time: not while the queue is paused or full. */
  readonly isPulling: boolean
  /** Milliseconds since 1970; 0 before the first one. */
  readonly lastPulledAtMs: number
  /** Milliseconds since 1970; 0 before the first one. */
  readonly lastConsumedAtMs: number
}

/** The figures of each queue. */
export function queueStats({
  queues,
}: Pick<ConsumerEngine, 'queues'>): readonly PulledQueueStats[] {
  return queues.all().map(({ queue, processQueue, isPulling, lastPulledAtMs }) => ({
    queue,
    held: processQueue.count,
    heldBytes: processQueue.bytes,
    commitOffset: processQueue.commitOffset,
    nextOffset: processQueue.nextOffset,
    isPulling,
    lastPulledAtMs,
    lastConsumedAtMs: processQueue.lastDoneAtMs,
  }))
}

/** Puts the figures of a push consumer together. */
export function pushStats(
  context: Pick<ConsumerContext, 'counters'>,
  engine: ConsumerEngine,
  tracer: Tracer | undefined,
): ConsumerStats {
  const { queues, consumption, offsets } = engine
  const all = queues.all()
  const places = engine.places?.all() ?? []
  const held = [...all.map(({ processQueue }) => processQueue), ...places]
  return {
    ...context.counters.totals,
    queues: all.length,
    poppedFrom: places.length,
    running: consumption.runningCount,
    waiting: consumption.waitingCount,
    held: held.reduce((sum, { count }) => sum + count, 0),
    heldBytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
    offsets: offsets.stats(),
    trace: tracer?.stats(),
  }
}
