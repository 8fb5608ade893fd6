import { ConfigurationError, renderText, toError } from '@arq/core'
import { reasonOf } from '@arq/core/store'
import { ErrorReply } from 'redis'

import { createRedisClient } from '../redis-client.js'
import type { ResolvedRedisSettings } from '../redis-settings.js'
import { type RedisEndpoint, shownEndpoint } from '../redis-url.js'
import { texts } from '../texts.js'
import { SlotMap } from './slot-map.js'

/** So many nodes are asked at once. */
const ASKED_AT_ONCE = 3

/**
 * Which node has which slot, as the first of these that answers sees it.
 * @throws the refusal of a login as Redis words it; else an error that says why none answers
 */
export async function askSlots(
  settings: ResolvedRedisSettings,
  endpoints: readonly RedisEndpoint[],
): Promise<SlotMap> {
  const failures: Error[] = []
  for (let first = 0; first < endpoints.length; first += ASKED_AT_ONCE) {
    const asked = endpoints.slice(first, first + ASKED_AT_ONCE).map((endpoint) =>
      askNode(settings, endpoint).catch((error: unknown) => {
        failures.push(toError(error))
        throw error
      }),
    )
    const answer = await Promise.any(asked).catch(() => undefined)
    if (answer) return answer
  }
  const telling = failures.find(
    (error) => error instanceof ConfigurationError || error instanceof ErrorReply,
  )
  if (telling) throw telling
  const [only] = failures
  if (only && failures.length === 1) throw only
  const reason = [...new Set(failures.map(reasonOf))].join('; ')
  throw new Error(renderText(texts.noNodeAnswers({ reason })))
}

async function askNode(settings: ResolvedRedisSettings, endpoint: RedisEndpoint): Promise<SlotMap> {
  const client = createRedisClient(settings, endpoint)
  // The call that waits hears of it.
  client.on('error', () => undefined)
  const timer = setTimeout(() => client.destroy(), settings.connectTimeoutMs)
  try {
    await client.connect()
    return new SlotMap(await client.clusterSlots(), endpoint)
  } catch (error) {
    if (!(error instanceof ErrorReply) || !error.message.includes('cluster support disabled'))
      throw error
    const text = texts.noCluster({ address: shownEndpoint(endpoint) })
    throw new ConfigurationError('RedisResultStore settings', [{ path: 'url', text }])
  } finally {
    clearTimeout(timer)
    client.destroy()
  }
}
