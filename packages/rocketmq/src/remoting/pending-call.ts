import {
  type ConnectError,
  RequestAborted,
  RequestTimeout,
  type RocketMQError,
} from '../errors/errors.js'
import { allowManyListeners } from '../flow/many-listeners.js'
import type { Listed } from '../flow/run-list.js'
import { texts } from '../texts/texts.js'
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

export interface PendingCallParts {
  readonly address: string
  readonly request: RemotingRequest
  readonly limits: InvokeOptions
  /** Absent for a one-way call. */
  readonly onResponse: ((response: RemotingResponse) => void) | undefined
  /** Present for a one-way call. */
  readonly onSent: (() => void) | undefined
  readonly onError: (error: RocketMQError) => void
}

/**
 * What a call has that has ended. Whatever still points to the call, for example the timer of a signal, must not keep its
 * request and the promise of its caller.
 */
const ENDED: PendingCallParts = {
  address: '',
  request: { code: 0 },
  limits: { timeoutMs: 0 },
  onResponse: undefined,
  onSent: undefined,
  onError: () => undefined,
}

/** One call under way. It ends once: by its response, by having been sent (one-way), or by an error. */
export class PendingCall implements Listed {
  readonly deadlineMs: number
  /** {@link ENDED} once it has ended. */
  #parts: PendingCallParts
  readonly #register: CallRegister
  #isEnded = false
  #isSent = false
  #isResent = false
  #holder: CallHolder | undefined
  #onAbort: (() => void) | undefined
  /** Correlation id on the connection it was sent on. */
  opaque = 0
  /** In the register. */
  place = 0

  /** @param deadlineMs on the clock of the register */
  constructor(parts: PendingCallParts, deadlineMs: number, register: CallRegister) {
    this.#parts = parts
    this.deadlineMs = deadlineMs
    this.#register = register
    const { signal } = parts.limits
    if (!signal) return
    this.#onAbort = () => this.abort()
    allowManyListeners(signal)
    signal.addEventListener('abort', this.#onAbort, { once: true })
  }

  get address(): string {
    return this.#parts.address
  }

  get request(): RemotingRequest {
    return this.#parts.request
  }

  get isOneway(): boolean {
    return this.#parts.onResponse === undefined
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
    const { onResponse } = this.#parts
    if (this.#end()) onResponse?.(response)
  }

  /** A one-way call is done once it has been handed to the socket. */
  sent(): void {
    const { onSent } = this.#parts
    if (this.#end()) onSent?.()
  }

  fail(error: RocketMQError): void {
    const { onError } = this.#parts
    if (this.#end()) onError(error)
  }

  /** Its time is up. */
  timeOut(): void {
    const holder = this.#holder
    this.fail(this.#timeoutError())
    holder?.onTimeout()
  }

  #timeoutError(): RequestTimeout | ConnectError {
    const { address, request, limits } = this.#parts
    const { timeoutMs } = limits
    // Not yet sent means that no connection was there in time, and that the server has not seen it.
    if (!this.#isSent) return notConnectedInTime(address, timeoutMs)
    return new RequestTimeout({
      code: 'ROCKETMQ_REQUEST_TIMEOUT',
      text: texts.requestTimeout({ address, code: request.code, timeoutMs }),
      details: { address, requestCode: request.code, timeoutMs },
    })
  }

  /** The signal of the caller ends it. */
  abort(): void {
    const { address, request, limits } = this.#parts
    this.fail(
      new RequestAborted({
        code: 'ROCKETMQ_REQUEST_ABORTED',
        text: texts.requestAborted({ address, code: request.code }),
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
    if (this.#onAbort) this.#parts.limits.signal?.removeEventListener('abort', this.#onAbort)
    this.#onAbort = undefined
    this.#parts = ENDED
    return true
  }
}
