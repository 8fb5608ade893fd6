import type { RabbitClusterServer } from '@arq/tooling-services'

/** What a node that runs says over HTTP, as long as one does. */
export async function askManagement({ nodes }: RabbitClusterServer, path: string): Promise<object> {
  const { managementUrl } = nodes.find(({ pid }) => pid !== undefined)!
  const { origin, username, password } = new URL(managementUrl)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const response = await fetch(`${origin}/api/${path}`, { headers: { authorization } })
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as object
}
