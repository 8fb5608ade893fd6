import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createRedis } from '../../src/index.js'
import { probeRedis } from '../../src/probe-redis.js'
import { REDIS_VERSIONS } from '../../src/redis-version.js'

const versions = /** @type {import('../../src/contract.d.ts').RedisVersion[]} their names */ (
  Object.keys(REDIS_VERSIONS)
)

for (const version of versions) {
  test(`a ${REDIS_VERSIONS[version].title} beside the installed one`, async (t) => {
    const server = await createRedis({ version })
    t.after(() => server.dispose())
    await server.start()
    const seen = await probeRedis(server.url)
    assert.ok(seen?.version)
    // Valkey says which Redis it is like.
    if (version.startsWith('redis')) assert.ok(`redis-${seen.version}`.startsWith(version))
  })
}
