import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { rabbitEnvironment, rabbitFiles, writeRabbitFiles } from '../src/rabbit-files.js'

const ports = { amqp: 11_001, management: 11_002, distribution: 11_003, epmd: 11_004 }

test('listens on loopback only', () => {
  const config = rabbitFiles({ ports })['rabbitmq.conf'] ?? ''
  assert.match(config, /^listeners\.tcp\.1 = 127\.0\.0\.1:11001$/m)
  assert.match(config, /^management\.tcp\.ip = 127\.0\.0\.1$/m)
  assert.match(config, /^management\.tcp\.port = 11002$/m)
  assert.doesNotMatch(config, /cluster/)
})

test('shortens the time after which a dead letter is published again', () => {
  assert.equal(
    rabbitFiles({ ports })['advanced.config'],
    '[{rabbit,[{dead_letter_worker_publisher_confirm_timeout, 3000}]}].\n',
  )
})

test('takes settings that a test needs, also instead of ours', () => {
  assert.equal(
    rabbitFiles({ ports, settings: { consumer_timeout: 5000 } })['advanced.config'],
    '[{rabbit,[{dead_letter_worker_publisher_confirm_timeout, 3000}, {consumer_timeout, 5000}]}].\n',
  )
  const settings = { dead_letter_worker_publisher_confirm_timeout: 180_000 }
  assert.equal(
    rabbitFiles({ ports, settings })['advanced.config'],
    '[{rabbit,[{dead_letter_worker_publisher_confirm_timeout, 180000}]}].\n',
  )
})

test('names the members of a cluster, and gives them one secret that only its owner can read', (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'arq-services-test-'))
  t.after(() => rmSync(dataDir, { recursive: true }))
  const cluster = { names: ['arq1@localhost', 'arq2@localhost'], cookie: 'secret' }
  writeRabbitFiles({ name: 'arq1@localhost', ports, dataDir, cluster })
  assert.match(
    readFileSync(join(dataDir, 'rabbitmq.conf'), 'utf8'),
    /^cluster_formation\.classic_config\.nodes\.2 = arq2@localhost$/m,
  )
  const cookie = join(dataDir, '.erlang.cookie')
  assert.equal(readFileSync(cookie, 'utf8'), 'secret')
  assert.equal(statSync(cookie).mode & 0o777, 0o400)
})

test('lets no setting of another node in', (t) => {
  process.env['RABBITMQ_SERVER_ERL_ARGS'] = '-broken'
  t.after(() => delete process.env['RABBITMQ_SERVER_ERL_ARGS'])
  const environment = rabbitEnvironment({ name: 'arq@localhost', ports, dataDir: '/data' }, '/bin')
  assert.equal(environment['RABBITMQ_SERVER_ERL_ARGS'], undefined)
  assert.equal(environment['PATH'], '/bin')
  assert.equal(environment['HOME'], '/data')
  assert.equal(environment['ERL_EPMD_PORT'], '11004')
  assert.equal(environment['RABBITMQ_NODENAME'], 'arq@localhost')
})

test('switches further plugins on', () => {
  assert.equal(rabbitFiles({ ports })['enabled_plugins'], '[rabbitmq_management].\n')
  assert.equal(
    rabbitFiles({ ports, plugins: ['rabbitmq_shovel'] })['enabled_plugins'],
    '[rabbitmq_management, rabbitmq_shovel].\n',
  )
})
