import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as services from '../src/index.js'

test('exports what the contract declares', () => {
  /** The type checker compares the JavaScript with the declared contract here. */
  /** @type {typeof import('../src/contract.d.ts')} */
  const contract = services
  assert.deepEqual(Object.keys(contract).sort(), [
    'MissingService',
    'compileJava',
    'createMariaDB',
    'createMongoDB',
    'createMySQL',
    'createPostgres',
    'createRabbit',
    'createRabbitCluster',
    'createRedis',
    'createRedisCluster',
    'createRedisSentinel',
    'createRocketMQ',
    'createS3',
    'createTlsFiles',
    'createVirtualHost',
    'findChromium',
    'findJava',
    'installedChromium',
    'mavenJars',
    'pythonWith',
    'rocketMQJars',
    'startServices',
    'until',
  ])
})

test('a missing service says in one line what to do', () => {
  const error = new services.MissingService({
    name: 'redis',
    title: 'Redis',
    howToInstall: 'install redis-server',
    environment: { url: 'ARQ_TEST_REDIS_URL' },
  })
  assert.equal(error.message, 'Redis is missing: install redis-server, or set ARQ_TEST_REDIS_URL')
  assert.equal(error.service, 'redis')
})
