import { randomUUID } from 'node:crypto'

import type { MongoDBServer } from '@arq/tooling-services'

export const freshPrefix = (): string => `t${randomUUID().replaceAll('-', '')}_`

/** The server's URL with a login, a database and a query. */
export function urlOf(
  { url }: MongoDBServer,
  { login = '', database = 'arq', query = 'directConnection=true' } = {},
): string {
  const at = login === '' ? '' : `${login}@`
  return `mongodb://${at}${new URL(url).host}/${database}?${query}`
}
