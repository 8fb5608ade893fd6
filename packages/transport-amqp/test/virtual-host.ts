import { randomUUID } from 'node:crypto'

import { type Channel, type ChannelModel, connect } from 'amqplib'

function requireVariable(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '')
    throw new Error(`${name} is not set: no broker to test with`)
  return value
}

/** A virtual host of a test file's own, with a plain amqplib channel to look at it from outside. */
export class VirtualHost {
  readonly name: string
  readonly url: string
  readonly managementUrl: string
  #model: ChannelModel | undefined

  private constructor(url: string, managementUrl: string, name: string) {
    this.name = name
    const own = new URL(url)
    own.pathname = `/${encodeURIComponent(name)}`
    this.url = own.href
    this.managementUrl = managementUrl
  }

  static async create(
    url = requireVariable('ARQ_TEST_RABBITMQ_URL'),
    managementUrl = requireVariable('ARQ_TEST_RABBITMQ_MANAGEMENT_URL'),
    start = 'arq-test',
  ): Promise<VirtualHost> {
    const host = new VirtualHost(url, managementUrl, `${start}-${randomUUID()}`)
    await host.api('PUT', `vhosts/${host.path}`)
    const user = decodeURIComponent(new URL(url).username) || 'guest'
    await host.grant(user, '.*')
    return host
  }

  /** Its name in the management API. */
  get path(): string {
    return encodeURIComponent(this.name)
  }

  async grant(user: string, configure: string): Promise<void> {
    await this.api('PUT', `permissions/${this.path}/${user}`, {
      configure,
      write: '.*',
      read: '.*',
    })
  }

  async addUser(user: string, password: string, configure: string): Promise<string> {
    await this.api('PUT', `users/${user}`, { password, tags: '' })
    await this.grant(user, configure)
    const url = new URL(this.url)
    url.username = encodeURIComponent(user)
    url.password = encodeURIComponent(password)
    return url.href
  }

  /** Runs `use` on a fresh channel that does not hurt others when the broker closes it. */
  async onChannel<T>(use: (channel: Channel) => Promise<T>): Promise<T> {
    this.#model ??= await connect(this.url)
    this.#model.on('error', () => {})
    const channel = await this.#model.createChannel()
    channel.on('error', () => {})
    try {
      return await use(channel)
    } finally {
      await channel.close().catch(() => {})
    }
  }

  async queueArguments(queue: string): Promise<unknown> {
    const found: unknown = await this.api('GET', `queues/${this.path}/${encodeURIComponent(queue)}`)
    return Reflect.get(found as object, 'arguments')
  }

  async queueNames(): Promise<string[]> {
    const found = (await this.api('GET', `queues/${this.path}`)) as { name: string }[]
    return found.map(({ name }) => name).sort()
  }

  async dispose(): Promise<void> {
    await this.#model?.close().catch(() => {})
    await this.api('DELETE', `vhosts/${this.path}`)
  }

  async api(method: string, path: string, body?: unknown): Promise<unknown> {
    const url = new URL(`/api/${path}`, this.managementUrl)
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    url.username = ''
    url.password = ''
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(login).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
}
