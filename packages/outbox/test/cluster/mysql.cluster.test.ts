import { createMySQL, MissingService } from '@arq/tooling-services'
import { afterAll, beforeAll, describe } from '@jest/globals'

import { HOSTILE_SETTINGS, outboxOnServer } from './mysql-family.js'

/** One that somebody else runs, such as MySQL 8: `mysql://root@127.0.0.1/test`. */
const url = process.env['ARQ_TEST_MYSQL_URL']

// Debian has MySQL in its unstable release only, which some day may not fit together: then the suite says so.
const made =
  url === undefined
    ? await createMySQL({ settings: HOSTILE_SETTINGS }).catch((error: unknown) => {
        if (error instanceof MissingService) return error
        throw error
      })
    : { url }

if (made instanceof MissingService)
  describe.skip(made.message, () => outboxOnServer(() => ({ url: '' })))
else {
  if ('start' in made) {
    beforeAll(() => made.start())
    afterAll(() => made.dispose())
  }
  describe('an outbox in MySQL', () => outboxOnServer(() => made))
}
