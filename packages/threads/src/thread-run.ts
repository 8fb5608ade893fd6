import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'

import type { JobContext } from '@arq/core'

import { carryError } from './carried-error.js'
import type { AbortMessage, ThreadMessage } from './thread-call.js'

/** The worker's side of one run: passes messages on, and ends the thread when the signal of the job has no effect. */
export class ThreadRun {
  readonly #ctx: JobContext<object>
  readonly #port: MessagePort
  readonly #graceMs: number
  readonly #ending = new AbortController()
  #hasStarted = false
  #grace: NodeJS.Timeout | undefined

  constructor(ctx: JobContext<object>, port: MessagePort, graceMs: number) {
    this.#ctx = ctx
    this.#port = port
    this.#graceMs = graceMs
    port.on('message', this.#take)
    ctx.signal.addEventListener('abort', this.#abort, { once: true })
    if (ctx.signal.aborted) this.#abort()
  }

  /** Aborts when the thread is to be ended, or the run no longer to be started. */
  get ending(): AbortSignal {
    return this.#ending.signal
  }

  /** The run is over: what was sent before its end is passed on, and nothing after it. */
  close(): void {
    clearTimeout(this.#grace)
    this.#ctx.signal.removeEventListener('abort', this.#abort)
    this.#port.off('message', this.#take)
    for (
      let received = receiveMessageOnPort(this.#port);
      received;
      received = receiveMessageOnPort(this.#port)
    ) {
      this.#take(received.message as ThreadMessage)
    }
    this.#port.close()
  }

  readonly #take = (message: ThreadMessage): void => {
    switch (message.kind) {
      case 'started':
        this.#hasStarted = true
        return
      case 'progress':
        this.#ctx.progress(message.value)
        return
      case 'usage':
        this.#ctx.usage(message.amounts)
        return
      case 'log':
        this.#ctx.logger[message.level](message.message, message.fields)
    }
  }

  readonly #abort = (): void => {
    if (!this.#hasStarted) {
      this.#ending.abort()
      return
    }
    const message: AbortMessage = { reason: carryError(this.#ctx.signal.reason) }
    this.#port.postMessage(message)
    // Not the worker's clock: a thread goes on by the machine's.
    this.#grace = setTimeout(() => this.#ending.abort(), this.#graceMs)
  }
}
