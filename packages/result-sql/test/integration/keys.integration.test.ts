import { describe } from '@jest/globals'

import { keysCells } from '../../../worker/test/integration/keys-cells.js'
import { SqlResultStore } from '../../src/index.js'
import { postgresUrl } from './setup.js'

const storeSettings = { url: postgresUrl() }

describe('jobs with keys, agreed on in PostgreSQL', () =>
  keysCells({
    newStore: () => new SqlResultStore(storeSettings),
    storeModule: new URL('../../dist/index.js', import.meta.url).href,
    ...{ storeName: 'SqlResultStore', storeSettings },
  }))
