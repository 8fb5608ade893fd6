import { resultStoreConformance } from '@arq/conformance'
import type { MariaDBServer } from '@arq/tooling-services'
import { describe, it } from '@jest/globals'

import { SqlResultStore } from '../../src/index.js'
import { freshPrefix } from '../integration/setup.js'

/** Whatever a server has been set to, the store says for itself what it needs. */
export const hostileSettings = (...modes: readonly string[]): Readonly<Record<string, string>> => ({
  'sql-mode': ['ANSI_QUOTES', 'NO_BACKSLASH_ESCAPES', ...modes].join(),
  'default-time-zone': '+05:30',
  'character-set-server': 'latin1',
  'transaction-isolation': 'SERIALIZABLE',
})

/** What every store must do, on MariaDB or MySQL. One that somebody else runs is not frozen. */
export function storesOnServer(
  server: () => Pick<MariaDBServer, 'url'> & Partial<MariaDBServer>,
  { mayFreeze = true } = {},
): void {
  const tablePrefix = freshPrefix()
  resultStoreConformance(
    { describe, it },
    {
      open: () =>
        new SqlResultStore({
          ...{ url: server().url, tablePrefix, connectTimeout: '1s', commandTimeout: '1s' },
        }),
      canSubscribe: false,
      canAnnounce: true,
      canBegin: true,
      canTakeMany: true,
      canTellStopped: true,
      canSearch: true,
      canKeepEntries: true,
      ...(mayFreeze && {
        faults: { fail: () => server().pause?.(), recover: () => server().resume?.() },
      }),
    },
  )
}
