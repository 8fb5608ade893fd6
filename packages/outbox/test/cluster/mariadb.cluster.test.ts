import { createMariaDB, type MariaDBServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe } from '@jest/globals'

import { HOSTILE_SETTINGS, outboxOnServer } from './mysql-family.js'

let server: MariaDBServer

beforeAll(async () => {
  server = await createMariaDB({ settings: HOSTILE_SETTINGS })
  await server.start()
})
afterAll(() => server.dispose())

describe('an outbox in MariaDB', () => outboxOnServer(() => server))
