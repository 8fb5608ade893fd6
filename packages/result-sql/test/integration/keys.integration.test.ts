import { describe, it } from '@jest/globals'

import {
  expectLimitKept,
  expectLineControlled,
  type StoreOfKeys,
} from '../../../worker/test/integration/keys-with-store.js'
import { SqlResultStore } from '../../src/index.js'

const url = process.env['ARQ_TEST_POSTGRESQL_URL']
if (url === undefined) throw new Error('ARQ_TEST_POSTGRESQL_URL is not set: run npm test')
const store: StoreOfKeys = {
  newStore: () => new SqlResultStore({ url }),
  storeModule: new URL('../../dist/index.js', import.meta.url).href,
  ...{ storeName: 'SqlResultStore', storeSettings: { url } },
}
const PATIENCE_MS = 180_000

describe('jobs with keys, agreed on in PostgreSQL', () => {
  it(
    'keep to the limit while workers are killed, and all of them run',
    () => expectLimitKept(store, { limit: 2 }),
    PATIENCE_MS,
  )

  it(
    'keep their order while workers are killed, where it is strict',
    () => expectLimitKept(store, { limit: 1, strictOrder: true }),
    PATIENCE_MS,
  )

  it(
    'are aborted, let go by another limit, and told of while they wait',
    () => expectLineControlled(store),
    PATIENCE_MS,
  )
})
