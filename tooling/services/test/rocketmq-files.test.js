import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  addressList,
  brokerFiles,
  nameServerFiles,
  partEnvironment,
} from '../src/rocketmq-files.js'

const part = { name: 'broker-a', port: 11_002, folder: '/data/broker-a' }
const nameServers = [11_010, 11_011].map((port) => ({ name: 'n', port, folder: '/data/n' }))
const credentials = { accessKey: 'arq-admin', secretKey: 'arq-secret' }

/** @param {Partial<import('../src/rocketmq-files.js').ClusterPlan>} [overrides] */
function configWith(overrides) {
  const files = brokerFiles(part, {
    version: '5.3.3',
    nameServers,
    brokers: [part],
    credentials: undefined,
    tls: undefined,
    binaryHeader: false,
    brokerConfig: {},
    ...overrides,
  })
  return { files, config: files['broker.conf']?.split('\n') ?? [] }
}

test('a broker listens on loopback and knows every name server', () => {
  const { config } = configWith()
  assert.ok(config.includes('bindAddress=127.0.0.1'))
  assert.ok(config.includes('brokerIP1=127.0.0.1'))
  assert.ok(config.includes('listenPort=11002'))
  assert.ok(config.includes('namesrvAddr=127.0.0.1:11010;127.0.0.1:11011'))
  assert.match(nameServerFiles(part)['namesrv.conf'] ?? '', /^bindAddress=127\.0\.0\.1$/m)
})

test("a test's own settings replace ours", () => {
  const { config } = configWith({ brokerConfig: { timerPrecisionMs: '1000', extra: 'x' } })
  const kept = config.filter((line) => line.startsWith('timerPrecisionMs='))
  assert.deepEqual(kept, ['timerPrecisionMs=1000'])
  assert.ok(config.includes('extra=x'))
})

test('access control is written in the way of each version', () => {
  assert.ok(configWith({ credentials }).config.includes('authenticationEnabled=true'))
  const old = configWith({ credentials, version: '4.9.7' })
  assert.ok(old.config.includes('aclEnable=true'))
  assert.ok(!old.config.includes('authenticationEnabled=true'))
  assert.match(old.files['conf/plain_acl.yml'] ?? '', /accessKey: arq-admin/)
})

test('lets no setting of the user in', (t) => {
  process.env['NAMESRV_ADDR'] = 'elsewhere:9876'
  t.after(() => delete process.env['NAMESRV_ADDR'])
  assert.equal(partEnvironment(part)['NAMESRV_ADDR'], undefined)
  assert.equal(partEnvironment(part)['ROCKETMQ_HOME'], '/data/broker-a')
})

test('names several servers in one text', () => {
  assert.equal(addressList(nameServers), '127.0.0.1:11010;127.0.0.1:11011')
})
