import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, expect, it } from '@jest/globals'

import { packagesOf } from '../../src/load-package.js'
import { createWiring } from '../../src/wiring.js'
import { serverUrl } from './servers.js'

const folder = mkdtempSync(join(tmpdir(), 'arq-figures-'))
afterAll(() => rmSync(folder, { recursive: true }))

// Those of MongoDB and S3 are in the tests of their packages, which `npm run test:full` runs.
it.each([
  ['redis', () => serverUrl('ARQ_TEST_REDIS_URL')],
  ['postgresql', () => serverUrl('ARQ_TEST_POSTGRESQL_URL')],
  ['sqlite', () => `sqlite://${join(folder, 'jobs.db')}`],
] as const)('stats() of %s have the fields of every store, and its own', async (storeType, url) => {
  const store = await createWiring(packagesOf(folder)).openResultStore({ url: url() })
  await store.connect()
  try {
    const { details, ...common } = await store.stats()
    expect(common).toEqual({
      storeType,
      totalStored: 0,
      totalRetrieved: 0,
      totalDeleted: 0,
      successRate: 1,
    })
    expect(Object.keys(details)).not.toEqual([])
  } finally {
    await store.close()
  }
})
