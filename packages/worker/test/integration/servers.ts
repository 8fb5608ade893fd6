import { randomUUID } from 'node:crypto'

/** The address of a server that `npm test` has started. */
export function serverUrl(
  name:
    | 'ARQ_TEST_RABBITMQ_URL'
    | 'ARQ_TEST_RABBITMQ_MANAGEMENT_URL'
    | 'ARQ_TEST_REDIS_URL'
    | 'ARQ_TEST_POSTGRESQL_URL',
): string {
  const url = process.env[name]
  if (url === undefined)
    throw new Error(`${name} is not set: run npm test, or npm run services -- start`)
  return url
}

/** The nodes of a broker: a cluster's stand in one variable, with commas between them. */
export const nodesOf = (rabbitUrl: string): string[] => rabbitUrl.split(',')

/** Names of this test's own, so that tests do not meet. */
export const uniqueName = (what: string): string => `test-${what}-${randomUUID().slice(0, 8)}`
