import type { QueueRates } from '@arq/core'

const TIMEOUT_MS = 5000

/** What AMQP does not tell about a queue. */
export interface QueueDetails {
  readonly type: string | undefined
  readonly unacknowledged: number | undefined
  readonly rates: QueueRates
  /** Only of classic queues whose first message has a timestamp. */
  readonly oldestAt: Date | undefined
}

/** An answer of the management API, or why there is none. */
export type ManagementAnswer =
  | {
      readonly isAnswer: true
      readonly body: unknown
      /** The server's `Date` header: whole seconds. */
      readonly date: string | undefined
      readonly askedAtMs: number
      readonly answeredAtMs: number
    }
  | {
      readonly isAnswer: false
      /** Of HTTP; `undefined` when nothing came back. */
      readonly status: number | undefined
      readonly reason: string
    }

/** RabbitMQ's HTTP API, read only; its answers lag the broker by some seconds. */
export class ManagementApi {
  /** For texts, without user and password. */
  readonly address: string
  readonly #authorization: string
  readonly #virtualHost: string
  readonly #signal: AbortSignal | undefined

  /** @param signal ends every question that is under way */
  constructor(url: URL, virtualHost: string, signal?: AbortSignal) {
    this.#signal = signal
    const base = new URL(url)
    // fetch refuses URLs with credentials.
    const login = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`
    base.username = ''
    base.password = ''
    this.address = `${base.origin}${base.pathname.replace(/\/+$/, '')}`
    this.#authorization = `Basic ${Buffer.from(login).toString('base64')}`
    this.#virtualHost = virtualHost
  }

  /** `undefined` when it cannot be had: what AMQP tells is worth having without it. */
  async queue(queueName: string): Promise<QueueDetails | undefined> {
    const answer = await this.get(`queues/${this.#host}/${encodeURIComponent(queueName)}`)
    if (!answer.isAnswer || !isObject(answer.body)) return undefined
    const type: unknown = Reflect.get(answer.body, 'type')
    const unacknowledged: unknown = Reflect.get(answer.body, 'messages_unacknowledged')
    return {
      type: typeof type === 'string' ? type : undefined,
      unacknowledged: typeof unacknowledged === 'number' ? unacknowledged : undefined,
      rates: ratesOf(Reflect.get(answer.body, 'message_stats')),
      oldestAt: instantOf(Reflect.get(answer.body, 'head_message_timestamp')),
    }
  }

  /** The queues of the virtual host, each with these columns where it has them. */
  queues(columns: readonly string[]): Promise<ManagementAnswer> {
    return this.get(`queues/${this.#host}?columns=${columns.join(',')}`)
  }

  /** Asks for `/api/<path>`; never rejects. */
  async get(path: string): Promise<ManagementAnswer> {
    const url = new URL(`${this.address}/api/${path}`)
    const askedAtMs = Date.now()
    try {
      const response = await fetch(url, {
        headers: { authorization: this.#authorization },
        signal: this.#isOverAfter(TIMEOUT_MS),
      })
      const answeredAtMs = Date.now()
      const date = response.headers.get('date') ?? undefined
      if (response.ok) {
        return { isAnswer: true, body: await response.json(), date, askedAtMs, answeredAtMs }
      }
      await response.body?.cancel()
      const reason = `${String(response.status)} ${response.statusText}`.trim()
      return { isAnswer: false, status: response.status, reason }
    } catch (error) {
      return { isAnswer: false, status: undefined, reason: reasonOf(error) }
    }
  }

  #isOverAfter(limitMs: number): AbortSignal {
    const timeout = AbortSignal.timeout(limitMs)
    return this.#signal ? AbortSignal.any([this.#signal, timeout]) : timeout
  }

  get #host(): string {
    return encodeURIComponent(this.#virtualHost)
  }
}

/** A queue that nobody has used for a while has no figures: nothing comes, nothing leaves. */
function ratesOf(stats: unknown): QueueRates {
  return { in: rateOf(stats, 'publish_details'), out: rateOf(stats, 'ack_details') }
}

function rateOf(stats: unknown, key: string): number {
  const details: unknown = isObject(stats) ? Reflect.get(stats, key) : undefined
  const rate: unknown = isObject(details) ? Reflect.get(details, 'rate') : undefined
  return typeof rate === 'number' ? rate : 0
}

/** A timestamp of AMQP: seconds since 1970. */
const instantOf = (seconds: unknown): Date | undefined =>
  typeof seconds === 'number' ? new Date(seconds * 1000) : undefined

/** Of a fetch that failed the cause says why, for example ECONNREFUSED; its own message does not. */
function reasonOf(thrown: unknown): string {
  if (!isObject(thrown)) return String(thrown)
  const cause: unknown = Reflect.get(thrown, 'cause')
  const code: unknown = isObject(cause) ? Reflect.get(cause, 'code') : undefined
  return typeof code === 'string' ? code : String(Reflect.get(thrown, 'message'))
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
