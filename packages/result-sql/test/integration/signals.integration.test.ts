import { afterAll, beforeAll, describe, it } from '@jest/globals'

import { expectFirstSignal } from '../../../worker/test/integration/signals-with-store.js'
import { SqlResultStore } from '../../src/index.js'
import { dropTables, freshPrefix, openRawClient, postgresUrl } from './setup.js'

const tablePrefix = freshPrefix()
const newStore = () => new SqlResultStore({ url: postgresUrl(), tablePrefix })

beforeAll(async () => {
  const store = newStore()
  await store.connect()
  await store.close()
})
afterAll(async () => {
  const raw = await openRawClient()
  await dropTables(raw, tablePrefix)
  await raw.end()
})

describe('signals over RabbitMQ and PostgreSQL', () => {
  it('end the wait of their job: the first one, whenever it comes', () =>
    expectFirstSignal(newStore))
})
