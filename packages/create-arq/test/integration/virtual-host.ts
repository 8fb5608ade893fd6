import { randomUUID } from 'node:crypto'

import { serverUrl } from './server-url.js'

/** A virtual host of one project's own: with it go the queues that are made in it. */
export async function createVirtualHost() {
  const name = `create-arq-${randomUUID()}`
  const url = new URL(serverUrl('ARQ_TEST_RABBITMQ_URL'))
  await manage('PUT', `vhosts/${name}`)
  const everything = { configure: '.*', write: '.*', read: '.*' }
  await manage('PUT', `permissions/${name}/${url.username}`, everything)
  url.pathname = `/${name}`
  return { url: url.href, delete: () => manage('DELETE', `vhosts/${name}`) }
}

async function manage(method: string, path: string, body = {}): Promise<void> {
  const base = new URL(serverUrl('ARQ_TEST_RABBITMQ_MANAGEMENT_URL'))
  const login = Buffer.from(`${base.username}:${base.password}`).toString('base64')
  base.username = ''
  base.password = ''
  const response = await fetch(new URL(`/api/${path}`, base), {
    method,
    headers: { authorization: `Basic ${login}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`)
}
