import { guardedLogger, type TextLogger } from '../log/guarded-logger.js'
import { type Logger, silentLogger } from '../log/logger.js'
import type { Message } from '../message/message.js'
import { MessageSender } from '../send/message-sender.js'
import type { SendHook, SendParty } from '../send/send-hook.js'
import { parseSettings } from '../settings/settings.js'
import { SendTraceHook } from './send-trace-hook.js'
import { TraceDispatcher, type TraceStats } from './trace-dispatcher.js'
import type { TraceRecord } from './trace-record.js'
import { traceSchema, type TraceSettings } from './trace-settings.js'
import { traceGroupOf } from './trace-topic.js'

/** Those who are traced: a producer's sender, or a consumer. */
export interface TracedParty extends SendParty {
  readonly user: 'PRODUCE' | 'CONSUME'
}

/**
 * Traces one producer or consumer. A producer gets {@link hook}, which starts and closes the tracer with it; a consumer
 * calls {@link start}, {@link append} and {@link close}. Traces are sent by a producer group of their own, which nobody
 * traces.
 */
export class Tracer {
  /** Records what a producer sends. */
  readonly hook: SendHook
  readonly #dispatcher: TraceDispatcher
  readonly #logger: TextLogger
  #party: TracedParty | undefined
  #sender: MessageSender | undefined

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` */
  constructor(settings: TraceSettings, logger: Logger = silentLogger) {
    const resolved = parseSettings('Trace settings', traceSchema, settings)
    this.#logger = guardedLogger(logger)
    this.#dispatcher = new TraceDispatcher({
      settings: resolved,
      logger: this.#logger,
      send: (message) => this.#send(message),
    })
    const records = new SendTraceHook({
      settings: resolved,
      dispatcher: this.#dispatcher,
      clientId: () => this.#party?.client.clientId ?? '',
      namespace: () => this.#party?.namespace,
    })
    this.hook = {
      start: (party) => this.start({ ...party, user: 'PRODUCE' }),
      afterSend: (attempt, outcome) => records.afterSend(attempt, outcome),
      afterRecall: (attempt) => records.afterRecall(attempt),
      close: () => this.close(),
    }
  }

  /** Begins, in the name of `party`, whose client runs already. */
  start(party: TracedParty): void {
    const { client, group, user } = party
    this.#party = party
    const ownGroup = traceGroupOf(group, user)
    this.#sender = new MessageSender({ group: ownGroup, client, logger: this.#logger })
    this.#sender.start()
  }

  /** Takes a record, to be sent with others. Returns whether there was room. */
  append(record: TraceRecord): boolean {
    return this.#dispatcher.append(record)
  }

  /** Sends everything that waits now. Never rejects. */
  flush(): Promise<void> {
    return this.#dispatcher.flush()
  }

  /** Sends what is left, within `closeTimeoutMs`, and releases the client. */
  async close(): Promise<void> {
    await this.#dispatcher.close()
    await this.#sender?.close()
  }

  stats(): TraceStats {
    return this.#dispatcher.stats()
  }

  async #send(message: Message): Promise<void> {
    await this.#sender?.send(message)
  }
}

/** The hooks of a producer, those of a tracer among them where there is one. */
export function tracedHooks(
  hooks: readonly SendHook[] = [],
  tracer: Tracer | undefined,
): readonly SendHook[] {
  return tracer ? [...hooks, tracer.hook] : hooks
}
