import type { ReleaseClient } from '../client/client-instance.js'
import { ClosedError, NotStarted } from '../errors/errors.js'
import { texts } from '../texts/texts.js'
import type { SendContext } from './send-context.js'

type LifeState = 'idle' | 'running' | 'closing' | 'closed'

/** Starts and ends a sender, each once: its use of the client, its place in the producer group, its hooks. */
export class SenderLife {
  readonly #context: SendContext
  #state: LifeState = 'idle'
  #release: ReleaseClient | undefined
  #unregister: (() => Promise<void>) | undefined
  #stopWatching: (() => void) | undefined
  #closing: Promise<void> | undefined

  constructor(context: SendContext) {
    this.#context = context
  }

  get isRunning(): boolean {
    return this.#state === 'running'
  }

  /**
   * Connects to nobody. Idempotent.
   * @throws {@link ClosedError} `ROCKETMQ_CLOSED` after `close`
   */
  start(): void {
    if (this.#state === 'running') return
    const { client, group, router, hooks, events, settings } = this.#context
    if (this.#state !== 'idle') throw new ClosedError(this.#name)
    this.#release = client.acquire()
    this.#unregister = client.registerProducer(group)
    this.#stopWatching = client.routes.onChange(({ topic }) => router.reset(topic))
    this.#state = 'running'
    hooks.start({ client, group, namespace: settings.namespace })
    events.emit({ type: 'started' })
  }

  /**
   * Resolves when the sends under way have ended, brokers are told, and the client is released. Idempotent; never rejects
   * for a broker that cannot be reached.
   * @param accepted hands over what was accepted and is not under way yet
   */
  close(accepted?: () => Promise<void>): Promise<void> {
    this.#closing ??= this.#close(accepted)
    return this.#closing
  }

  /** @throws {@link NotStarted} {@link ClosedError} */
  requireRunning(): void {
    if (this.#state === 'running') return
    throw this.#state === 'idle' ? new NotStarted(this.#name) : new ClosedError(this.#name)
  }

  async #close(accepted?: () => Promise<void>): Promise<void> {
    const { window, hooks, events } = this.#context
    if (this.#state === 'idle') {
      this.#state = 'closed'
      return
    }
    this.#state = 'closing'
    events.emit({ type: 'closing' })
    await accepted?.()
    await window.whenEmpty()
    await hooks.close()
    this.#stopWatching?.()
    await this.#unregister?.()
    await this.#release?.()
    this.#state = 'closed'
    events.emit({ type: 'closed' })
  }

  get #name() {
    return texts.theProducer({ group: this.#context.group })
  }
}
