import { resultStoreConformance } from '@arq/conformance'
import { describe, it } from '@jest/globals'

import { RedisResultStore, type RedisResultStoreSettings } from '../../src/index.js'
import { freshPrefix } from './setup.js'

interface Freezable {
  pause(): void
  resume(): void
}

export interface ServersUnderTest {
  /** Known when tests run. */
  readonly settings: () => RedisResultStoreSettings
  readonly processes: () => readonly Freezable[]
}

/** The whole contract, where an outage is that all processes are silent. */
export function conformanceOn({ settings, processes }: ServersUnderTest): void {
  const keyPrefix = freshPrefix()
  resultStoreConformance(
    { describe, it },
    {
      open: () =>
        new RedisResultStore({
          keyPrefix,
          commandTimeout: '2s',
          retryOnTimeout: false,
          ...settings(),
        }),
      canAnnounce: true,
      canBegin: true,
      canTakeMany: true,
      canTellStopped: true,
      canSearch: true,
      canKeepEntries: true,
      canStream: true,
      faults: {
        fail: () => processes().forEach((each) => each.pause()),
        recover: async (store) => {
          for (const each of processes()) each.resume()
          while (!(await store.healthCheck()).isHealthy) {
            await new Promise((resolve) => setImmediate(resolve))
          }
        },
      },
    },
  )
}

/** As a URL names several servers: `redis+cluster://a:1,b:2`. */
export const urlOf = (scheme: string, urls: readonly string[], path = ''): string =>
  `${scheme}://${urls.map((url) => new URL(url).host).join(',')}${path}`
