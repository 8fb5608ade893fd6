import { resultStoreConformance } from '@arq/conformance'
import { describe, it } from '@jest/globals'

import { SqlResultStore } from '../../src/index.js'
import { freshPrefix } from '../integration/setup.js'

/** Debian has MariaDB only: MySQL itself is tested where somebody names one, `mysql://root@127.0.0.1/test`. */
const url = process.env['ARQ_TEST_MYSQL_URL']
const describeWhereNamed = url === undefined ? describe.skip : describe

describeWhereNamed('MySQL', () => {
  const tablePrefix = freshPrefix()
  resultStoreConformance(
    { describe, it },
    {
      open: () => new SqlResultStore({ url: url ?? '', tablePrefix }),
      canSubscribe: false,
      canAnnounce: true,
      canBegin: true,
      canTakeMany: true,
      canTellStopped: true,
    },
  )
})
