import type { RabbitClusterServer } from '@arq/tooling-services'

/** What a node that runs says over HTTP, as long as one does; with a body, what it is told. */
export async function askManagement(
  { nodes }: RabbitClusterServer,
  path: string,
  body?: object,
): Promise<object> {
  const { managementUrl } = nodes.find(({ pid }) => pid !== undefined)!
  const { origin, username, password } = new URL(managementUrl)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const response = await fetch(`${origin}/api/${path}`, {
    method: body ? 'PUT' : 'GET',
    headers: { authorization, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${text}`)
  return text === '' ? {} : (JSON.parse(text) as object)
}
