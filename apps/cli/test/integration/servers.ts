import { randomUUID } from 'node:crypto'

/** The address of a server that tests need. */
export function serverUrl(name: string): string {
  const url = process.env[name]
  if (url === undefined) throw new Error(`${name} is not set: npm test sets it`)
  return url
}

const api = () => {
  const base = new URL(serverUrl('ARQ_TEST_RABBITMQ_MANAGEMENT_URL'))
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
  const call = api()
  const name = `cli-${randomUUID()}`
  const user = new URL(serverUrl('ARQ_TEST_RABBITMQ_URL')).username
  await call(`vhosts/${name}`, 'PUT', {})
  await call(`permissions/${name}/${user}`, 'PUT', { configure: '.*', write: '.*', read: '.*' })
  const url = new URL(serverUrl('ARQ_TEST_RABBITMQ_URL'))
  url.pathname = `/${name}`
  return {
    url: url.href,
    async queues(): Promise<string[]> {
      const queues = (await call(`queues/${name}`)) as readonly { readonly name: string }[]
      return queues.map((queue) => queue.name).sort()
    },
    /** Resolves when the management API, which lags by some seconds, knows this. */
    async untilCounted(queue: string, { unacknowledged }: { unacknowledged: number }) {
      for (;;) {
        const found = (await call(`queues/${name}/${queue}`)) as Readonly<Record<string, unknown>>
        if (found['messages_unacknowledged'] === unacknowledged) return
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    delete: () => call(`vhosts/${name}`, 'DELETE'),
  }
}
