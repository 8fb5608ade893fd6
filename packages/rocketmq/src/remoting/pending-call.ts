import { type ConnectError, RequestAborted, RequestTimeout, type RocketMQError } from '../errors.js'
import { messages } from '../messages.js'
import type { InvokeOptions, RemotingRequest, RemotingResponse } from './command.js'
import { notConnectedInTime } from './connect-errors.js'

/** Who has a call at the moment: the queue for a connection, or the connection it was sent on. */
export interface CallHolder {
  /** The call has ended, or moves on: forget it. */
  release(call: PendingCall): void
  /** A call that it had ran out of time. */
  onTimeout(): void
}

/** Who counts the calls and keeps their deadlines. */
export interface CallRegister {
  forget(call: PendingCall): void
}

export interface PendingCallOptions {
  readonly address: string
  readonly request: RemotingRequest
  readonly limits: InvokeOptions
  /** Absent for a one-way call. */
  readonly onResponse: ((response: RemotingResponse) => void) | undefined
  /** Present for a one-way call. */
  readonly onSent: (() => void) | undefined
  readonly onError: (error: RocketMQError) => void
}

/** One call under way. It ends once: by its response, by having been sent (one-way), or by an error. */
export class PendingCall {
  readonly deadlineMs: number
  readonly #options: PendingCallOptions
  readonly #register: CallRegister
  #isEnded = false
  #isSent = false
  #isResent = false
  #holder: CallHolder | undefined
  #onAbort: (() => void) | undefined
  /** Correlation id on the connection it was sent on. */
  opaque = 0

  /** @param deadlineMs on the clock of the register */
  constructor(options: PendingCallOptions, deadlineMs: number, register: CallRegister) {
    this.#options = options
    this.deadlineMs = deadlineMs
    this.#register = register
    const { signal } = options.limits
    if (!signal) return
    this.#onAbort = () => this.abort()
    signal.addEventListener('abort', this.#onAbort, { once: true })
  }

  get address(): string {
    return this.#options.address
  }

  get request(): RemotingRequest {
    return this.#options.request
  }

  get isOneway(): boolean {
    return this.#options.onResponse === undefined
  }

  /** Whether it was sent a second time because the first server was shutting down. */
  get isResent(): boolean {
    return this.#isResent
  }

  /** It waits here now. */
  heldBy(holder: CallHolder, how: 'waiting' | 'sent'): void {
    this.#holder = holder
    this.#isSent = how === 'sent'
  }

  /** It leaves its holder, to be sent once more. */
  takeBack(): void {
    this.#isResent = true
    this.#holder?.release(this)
    this.#holder = undefined
  }

  respond(response: RemotingResponse): void {
    if (this.#end()) this.#options.onResponse?.(response)
  }

  /** A one-way call is done once it has been handed to the socket. */
  sent(): void {
    if (this.#end()) this.#options.onSent?.()
  }

  fail(error: RocketMQError): void {
    if (this.#end()) this.#options.onError(error)
  }

  /** Its time is up. */
  timeOut(): void {
    const holder = this.#holder
    this.fail(this.#timeoutError())
    holder?.onTimeout()
  }

  #timeoutError(): RequestTimeout | ConnectError {
    const { address, request, limits } = this.#options
    const { timeoutMs } = limits
    // Not yet sent means that no connection was there in time, and that the server has not seen it.
    if (!this.#isSent) return notConnectedInTime(address, timeoutMs)
    return new RequestTimeout({
      code: 'ROCKETMQ_REQUEST_TIMEOUT',
      text: messages.requestTimeout({ address, code: request.code, timeoutMs }),
      details: { address, requestCode: request.code, timeoutMs },
    })
  }

  /** The caller’s signal ends it. */
  abort(): void {
    const { address, request, limits } = this.#options
    this.fail(
      new RequestAborted({
        code: 'ROCKETMQ_REQUEST_ABORTED',
        text: messages.requestAborted({ address, code: request.code }),
        details: { address, requestCode: request.code, isSent: this.#isSent },
        cause: limits.signal?.reason,
      }),
    )
  }

  #end(): boolean {
    if (this.#isEnded) return false
    this.#isEnded = true
    this.#holder?.release(this)
    this.#holder = undefined
    this.#register.forget(this)
    if (this.#onAbort) this.#options.limits.signal?.removeEventListener('abort', this.#onAbort)
    return true
  }
}
