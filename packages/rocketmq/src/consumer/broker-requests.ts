import type { ListenerCalls } from '../consume/listener-calls.js'
import type { ListenerOutcome } from '../consume/listener-outcome.js'
import { thrownName, thrownWords } from '../errors/thrown.js'
import type { QueueOffset } from '../offsets/offset-store.js'
import { encodeConsumerRunningInfo } from '../protocol/consumer-running-info.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import {
  type ConsumeDirectlyResult,
  encodeConsumeDirectlyResult,
  encodeConsumerStatus,
  readConsumeDirectlyRequest,
  readOffsetsResetRequest,
} from '../protocol/requests/consumer-control.js'
import { ProcessQueue } from '../pull/process-queue.js'
import type { RemotingResponse, RequestProcessor, ServerRequest } from '../remoting/command.js'
import type { ConsumerContext } from './consumer-context.js'
import type { ConsumerEngine } from './consumer-engine.js'
import { type ConsumeManner, runningInfo } from './running-info.js'

export interface BrokerRequestsParts {
  readonly context: ConsumerContext
  readonly engine: Pick<ConsumerEngine, 'queues' | 'offsets' | 'rebalanceNow'>
  readonly manner: ConsumeManner
  /** Absent: messages are polled, so none can be handed to a listener. */
  readonly calls?: ListenerCalls
}

/**
 * Answers what brokers ask of a consumer, for administrators and among themselves. A request about another group is left
 * to the other consumers of the client.
 *
 * Source: apache/rocketmq `client/.../impl/ClientRemotingProcessor.java`.
 */
export class BrokerRequests {
  readonly #parts: BrokerRequestsParts
  readonly #startedAtMs = Date.now()
  readonly #ends: (() => void)[] = []

  constructor(parts: BrokerRequestsParts) {
    this.#parts = parts
  }

  /** Begins to answer. */
  start(): void {
    this.#on(REQUEST_CODE.NOTIFY_CONSUMER_IDS_CHANGED, 'consumerGroup', () => {
      void this.#parts.engine.rebalanceNow()
      return undefined
    })
    this.#on(REQUEST_CODE.RESET_CONSUMER_CLIENT_OFFSET, 'group', (request) =>
      this.#resetOffsets(request),
    )
    this.#on(REQUEST_CODE.GET_CONSUMER_STATUS_FROM_CLIENT, 'group', (request) =>
      this.#status(request),
    )
    this.#on(REQUEST_CODE.GET_CONSUMER_RUNNING_INFO, 'consumerGroup', () => {
      const info = runningInfo({ ...this.#parts, startedAtMs: this.#startedAtMs })
      return success(encodeConsumerRunningInfo(info))
    })
    const { calls } = this.#parts
    if (calls === undefined) return
    this.#on(REQUEST_CODE.CONSUME_MESSAGE_DIRECTLY, 'consumerGroup', (request) =>
      this.#consumeDirectly(request, calls),
    )
  }

  stop(): void {
    for (const end of this.#ends.splice(0)) end()
  }

  /** @param groupField the field of the header that names the group */
  #on(code: number, groupField: string, answer: RequestProcessor): void {
    const { client, group } = this.#parts.context
    const end = client.remoting.onRequest(code, (request) =>
      request.ext?.[groupField] === group ? answer(request) : undefined,
    )
    this.#ends.push(end)
  }

  /** An administrator has moved offsets; brokers since 5.0 tell it with the next pull instead. No answer is wanted. */
  async #resetOffsets(request: ServerRequest): Promise<undefined> {
    const { queues } = this.#parts.engine
    const { offsets } = readOffsetsResetRequest(request)
    const moves = offsets.map(async ([queue, offset]) => {
      const assigned = queues.get(queue)
      if (assigned) await queues.moveTo(assigned, offset)
    })
    await Promise.all(moves)
    return undefined
  }

  #status({ ext }: ServerRequest): RemotingResponse {
    const entries = this.#parts.engine.offsets.entries(ext?.['topic'])
    const pairs = entries.map(({ queue, offset }: QueueOffset) => [queue, offset] as const)
    return success(encodeConsumerStatus(pairs))
  }

  /** Hands one message to its listener, outside of all queues: what it comes to moves no offset. */
  async #consumeDirectly(request: ServerRequest, calls: ListenerCalls): Promise<RemotingResponse> {
    const { context, manner } = this.#parts
    const { codecs, settings } = context
    const { maxMessageBytes: maxBodyBytes } = settings
    const { message, brokerName = '' } = readConsumeDirectlyRequest(request, {
      codecs,
      maxBodyBytes,
    })
    const startedMs = performance.now()
    const queue = { topic: message?.topic ?? '', brokerName, queueId: message?.queueId ?? 0 }
    const from = { queue, processQueue: new ProcessQueue(0n) }
    const held = message ? [{ message, isTaken: true, isDone: false, failures: 0 }] : []
    const outcome = await calls.start(from, held).ended
    const result: ConsumeDirectlyResult = {
      order: manner.isOrderly,
      autoCommit: manner.autoCommit,
      consumeResult: resultOf(outcome),
      remark:
        outcome.error === undefined
          ? undefined
          : `${thrownName(outcome.error)}: ${thrownWords(outcome.error)}`,
      spentTimeMs: Math.round(performance.now() - startedMs),
    }
    return success(encodeConsumeDirectlyResult(result))
  }
}

const success = (body: Buffer): RemotingResponse => ({ code: 0, remark: undefined, ext: {}, body })

/** Source: apache/rocketmq `remoting/.../body/CMResult.java`. */
function resultOf({ kind, decision }: ListenerOutcome): ConsumeDirectlyResult['consumeResult'] {
  if (decision !== undefined) return decision === 'commit' ? 'CR_COMMIT' : 'CR_ROLLBACK'
  switch (kind) {
    case 'success':
      return 'CR_SUCCESS'
    case 'exception':
      return 'CR_THROW_EXCEPTION'
    case 'unknownAnswer':
      return 'CR_RETURN_NULL'
    case 'failed':
    case 'timeout':
      return 'CR_LATER'
  }
}
