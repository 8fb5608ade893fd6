const TIMEOUT_MS = 5000

/** What AMQP does not tell about a queue. */
export interface QueueDetails {
  readonly type: string | undefined
  readonly unacknowledged: number | undefined
}

/** RabbitMQ's HTTP API; its answers lag the broker by some seconds. */
export class ManagementApi {
  readonly #base: URL
  readonly #authorization: string
  readonly #virtualHost: string

  constructor(url: URL, virtualHost: string) {
    const base = new URL(url)
    // fetch refuses URLs with credentials.
    const login = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`
    base.username = ''
    base.password = ''
    this.#base = base
    this.#authorization = `Basic ${Buffer.from(login).toString('base64')}`
    this.#virtualHost = virtualHost
  }

  /** `undefined` when it cannot be had: what AMQP tells is worth having without it. */
  async queue(queueName: string): Promise<QueueDetails | undefined> {
    const path = [this.#virtualHost, queueName].map(encodeURIComponent).join('/')
    const prefix = this.#base.pathname.replace(/\/+$/, '')
    const url = new URL(`${prefix}/api/queues/${path}`, this.#base)
    try {
      const response = await fetch(url, {
        headers: { authorization: this.#authorization },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (!response.ok) return undefined
      const body: unknown = await response.json()
      if (typeof body !== 'object' || body === null) return undefined
      const type: unknown = Reflect.get(body, 'type')
      const unacknowledged: unknown = Reflect.get(body, 'messages_unacknowledged')
      return {
        type: typeof type === 'string' ? type : undefined,
        unacknowledged: typeof unacknowledged === 'number' ? unacknowledged : undefined,
      }
    } catch {
      return undefined
    }
  }
}
