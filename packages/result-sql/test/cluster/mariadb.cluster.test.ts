import { createMariaDB, type MariaDBServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe } from '@jest/globals'

import { hostileSettings, storesOnServer } from './stores-on-server.js'

let server: MariaDBServer

beforeAll(async () => {
  server = await createMariaDB({ settings: hostileSettings('PAD_CHAR_TO_FULL_LENGTH') })
  await server.start()
})
afterAll(() => server.dispose())

describe('MariaDB', () => storesOnServer(() => server))
