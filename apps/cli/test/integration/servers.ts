import assert from 'node:assert/strict'

import { createVirtualHost as newVirtualHost, until } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'

/** The management API counts every few seconds. */
const LAG = { withinMs: 60_000, everyMs: 100 }

/** The address of a server that tests need. */
export function serverUrl(name: string): string {
  const url = process.env[name]
  if (url === undefined) throw new Error(`${name} is not set: npm test sets it`)
  return url
}

/** Asks the management API. */
export function managementApi(managementUrl = serverUrl('ARQ_TEST_RABBITMQ_MANAGEMENT_URL')) {
  const base = new URL(managementUrl)
  const login = Buffer.from(`${base.username}:${base.password}`).toString('base64')
  base.username = ''
  base.password = ''
  return async (path: string, method = 'GET', body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(`/api/${path}`, base), {
      method,
      headers: { authorization: `Basic ${login}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)}`)
    const text = await response.text()
    return text === '' ? undefined : JSON.parse(text)
  }
}

/** A virtual host of one test file's own, and what the management API says of it. */
export async function createVirtualHost() {
  const { name, url, manage: call, delete: deleteHost } = await newVirtualHost('cli')
  return {
    url,
    async queues(): Promise<string[]> {
      const queues = (await call(`queues/${name}`)) as readonly { readonly name: string }[]
      return queues.map((queue) => queue.name).sort()
    },
    /** All there is by name, and every message in it by AMQP's own count. */
    async listing(): Promise<unknown> {
      const exchanges = (await call(`exchanges/${name}`)) as readonly { readonly name: string }[]
      const transport = new AmqpTransport({ url })
      await transport.connect()
      try {
        const names = await this.queues()
        const queues = await Promise.all(names.map((queue) => transport.queueInfo(queue)))
        return { exchanges: exchanges.map((exchange) => exchange.name).sort(), queues }
      } finally {
        await transport.close()
      }
    },
    /** As an operator would, by hand. */
    declare: (queue: string, how: Readonly<Record<string, unknown>>) =>
      call(`queues/${name}/${queue}`, 'PUT', how),
    /** As an operator would, by hand; the queue has to be there. */
    async publish(queue: string, body: string): Promise<void> {
      const answer = await call(`exchanges/${name}/amq.default/publish`, 'POST', {
        properties: { delivery_mode: 2 },
        routing_key: queue,
        payload: body,
        payload_encoding: 'string',
      })
      assert.deepEqual(answer, { routed: true })
    },
    /** Resolves when the management API, which lags by some seconds, knows this. */
    async untilCounted(queue: string, { unacknowledged }: { unacknowledged: number }) {
      const isSo = async (): Promise<boolean> => {
        const found = (await call(`queues/${name}/${queue}`)) as Readonly<Record<string, unknown>>
        return found['messages_unacknowledged'] === unacknowledged
      }
      await until(isSo, { what: `unacknowledged: ${String(unacknowledged)}`, ...LAG })
    },
    /** Resolves when the management API knows of so many messages in the queues for delays. */
    async untilDelayed(count: number) {
      const isSo = async (): Promise<boolean> => {
        const queues = (await call(`queues/${name}`)) as readonly {
          readonly name: string
          readonly messages?: number
        }[]
        const delayed = queues.filter((queue) => queue.name.startsWith('arq.delay.'))
        return delayed.reduce((sum, { messages = 0 }) => sum + messages, 0) === count
      }
      await until(isSo, { what: `delayed: ${String(count)}`, ...LAG })
    },
    delete: deleteHost,
  }
}
