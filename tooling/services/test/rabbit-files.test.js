import assert from 'node:assert/strict'
import { test } from 'node:test'

import { rabbitEnvironment, rabbitFiles } from '../src/rabbit-files.js'

const ports = { amqp: 11_001, management: 11_002, distribution: 11_003, epmd: 11_004 }

test('listens on loopback only', () => {
  const config = rabbitFiles(ports)['rabbitmq.conf'] ?? ''
  assert.match(config, /^listeners\.tcp\.1 = 127\.0\.0\.1:11001$/m)
  assert.match(config, /^management\.tcp\.ip = 127\.0\.0\.1$/m)
  assert.match(config, /^management\.tcp\.port = 11002$/m)
})

test('shortens the time after which a dead letter is published again', () => {
  assert.equal(
    rabbitFiles(ports)['advanced.config'],
    '[{rabbit,[{dead_letter_worker_publisher_confirm_timeout, 3000}]}].\n',
  )
})

test('takes settings that a test needs', () => {
  assert.equal(
    rabbitFiles(ports, { consumer_timeout: 5000 })['advanced.config'],
    '[{rabbit,[{consumer_timeout, 5000}, {dead_letter_worker_publisher_confirm_timeout, 3000}]}].\n',
  )
})

test('lets no setting of another node in', (t) => {
  process.env['RABBITMQ_SERVER_ERL_ARGS'] = '-broken'
  t.after(() => delete process.env['RABBITMQ_SERVER_ERL_ARGS'])
  const environment = rabbitEnvironment('/data', ports)
  assert.equal(environment['RABBITMQ_SERVER_ERL_ARGS'], undefined)
  assert.equal(environment['HOME'], '/data')
  assert.equal(environment['ERL_EPMD_PORT'], '11004')
  assert.equal(environment['RABBITMQ_NODENAME'], 'arq@localhost')
})
