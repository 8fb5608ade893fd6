import { randomUUID } from 'node:crypto'

import type { MongoDBServer } from '@arq/tooling-services'

import type { MongoResultStore } from '../../src/index.js'

export const freshPrefix = (): string => `t${randomUUID().replaceAll('-', '')}_`

/** Asks until the database answers again; each ask is answered or rejects, so this is no timed wait. */
export async function untilBack(store: Pick<MongoResultStore, 'healthCheck'>): Promise<void> {
  while (!(await store.healthCheck()).isHealthy) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The server's URL with a login, a database and a query. */
export function urlOf(
  { url }: MongoDBServer,
  { login = '', database = 'arq', query = 'directConnection=true' } = {},
): string {
  const at = login === '' ? '' : `${login}@`
  return `mongodb://${at}${new URL(url).host}/${database}?${query}`
}
