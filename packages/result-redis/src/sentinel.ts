import { renderText, toError } from '@arq/core'
import { reasonOf } from '@arq/core/store'

import { createRedisClient, type RedisClient } from './redis-client.js'
import type { ResolvedRedisSettings } from './redis-settings.js'
import { type RedisEndpoint, shownEndpoint } from './redis-url.js'
import { texts } from './texts.js'

/**
 * The primary, as the sentinel that answers first knows it. All are asked at once: one that is gone costs its whole
 * connect timeout.
 */
export async function askSentinels(
  settings: ResolvedRedisSettings,
  {
    endpoints,
    masterName,
  }: { readonly endpoints: readonly RedisEndpoint[]; readonly masterName: string },
): Promise<RedisEndpoint> {
  const failures: string[] = []
  const asked = endpoints.map((endpoint) =>
    askSentinel(settings, endpoint, masterName).catch((error: unknown) => {
      failures.push(reasonOf(toError(error)))
      throw error
    }),
  )
  const primary = await Promise.any(asked).catch(() => {
    const reason = [...new Set(failures)].join('; ')
    // A refused login stays what it is: it does not pass.
    throw new Error(
      /^[A-Z]+ /.test(reason) ? reason : renderText(texts.noSentinelAnswers({ reason })),
    )
  })
  if (primary) return primary
  throw new Error(renderText(texts.noSuchPrimary({ name: masterName })))
}

async function askSentinel(
  settings: ResolvedRedisSettings,
  endpoint: RedisEndpoint,
  masterName: string,
): Promise<RedisEndpoint | undefined> {
  const client = createRedisClient(settings, endpoint, settings.sentinelLogin)
  client.on('error', () => undefined)
  const timer = setTimeout(() => client.destroy(), settings.connectTimeoutMs)
  try {
    await client.connect()
    const answer = await client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName])
    if (!Array.isArray(answer)) return undefined
    const [host, port] = answer.map(String)
    return { host: host ?? '', port: Number(port) }
  } finally {
    clearTimeout(timer)
    client.destroy()
  }
}

/** What the sentinels name may have been a replica for a moment, or be one again. */
export async function refuseReplica(client: RedisClient): Promise<void> {
  const answer = await client.sendCommand(['ROLE'])
  const role: unknown = Array.isArray(answer) ? answer[0] : undefined
  if (String(role) === 'master') return
  const { host, port } = client.options.socket as RedisEndpoint
  throw new Error(renderText(texts.notPrimary({ address: shownEndpoint({ host, port }) })))
}
