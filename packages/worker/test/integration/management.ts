/** The broker's management API, for what its own page does. */
export class Management {
  readonly #base: string
  readonly #authorization: string

  constructor(url: string) {
    const { username, password, origin } = new URL(url)
    this.#base = `${origin}/api`
    const credentials = Buffer.from(`${username}:${password}`).toString('base64')
    this.#authorization = `Basic ${credentials}`
  }

  /** Takes a message out of one queue and publishes it to another, nothing changed: as the page's buttons do. */
  async moveByHand(from: string, to: string): Promise<void> {
    const [message] = (await this.#ask('POST', `/queues/%2F/${from}/get`, {
      count: 1,
      ackmode: 'ack_requeue_false',
      encoding: 'base64',
    })) as { payload: string; payload_encoding: string; properties: object }[]
    const { payload, payload_encoding, properties } = message!
    await this.#ask('POST', '/exchanges/%2F/amq.default/publish', {
      routing_key: to,
      payload,
      payload_encoding,
      properties,
    })
  }

  /** Has the broker move all that lies in a queue to another one, and then forget about it. */
  async shovel(from: string, to: string): Promise<void> {
    await this.#ask('PUT', `/parameters/shovel/%2F/${from}`, {
      value: {
        'src-protocol': 'amqp091',
        'src-uri': 'amqp://',
        'src-queue': from,
        'src-delete-after': 'queue-length',
        'dest-protocol': 'amqp091',
        'dest-uri': 'amqp://',
        'dest-queue': to,
        // As the button "Move messages" of the page has it.
        'dest-add-forward-headers': false,
      },
    })
  }

  async #ask(method: string, path: string, body: object): Promise<unknown> {
    const answer = await fetch(this.#base + path, {
      method,
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
}
