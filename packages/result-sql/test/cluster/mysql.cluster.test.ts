import { createMySQL, MissingService } from '@arq/tooling-services'
import { afterAll, beforeAll, describe } from '@jest/globals'

import { hostileSettings, storesOnServer } from './stores-on-server.js'

/** One that somebody else runs, such as MySQL 8: `mysql://root@127.0.0.1/test`. */
const url = process.env['ARQ_TEST_MYSQL_URL']

// Debian has MySQL in its unstable release only, which some day may not fit together: then the suite says so.
const made =
  url === undefined
    ? await createMySQL({ settings: hostileSettings() }).catch((error: unknown) => {
        if (error instanceof MissingService) return error
        throw error
      })
    : { url }

if (made instanceof MissingService)
  describe.skip(made.message, () => storesOnServer(() => ({ url: '' })))
else {
  describe('MySQL', () => {
    if ('start' in made) {
      beforeAll(() => made.start())
      afterAll(() => made.dispose())
    }
    storesOnServer(() => made, { mayFreeze: 'start' in made })
  })
}
