import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findService } from '../src/find-service.js'
import { fakeKind } from './fake-kind.js'

const answering = async () => ({ version: '1.2' })
const nobody = () => []

/** @returns {{ server: import('../src/server-record.js').RecordedServer }} */
const backgroundServer = () => ({
  server: {
    id: 'redis-1',
    name: 'redis',
    url: 'fake://background',
    dataDir: '/nowhere',
    isDataDirOurs: true,
    owner: null,
    processes: [{ pid: 7, began: 'then' }],
  },
})

test('takes the server that the environment names without asking it', async () => {
  const kind = fakeKind({
    probe: () => assert.fail('probed'),
  })
  const environment = { FAKE_URL: 'fake://named', FAKE_MANAGEMENT_URL: 'http://named' }
  assert.deepEqual(await findService(kind, environment, nobody), {
    source: 'environment',
    url: 'fake://named',
    managementUrl: 'http://named',
  })
})

test('prefers a server in the background to the standard port', async () => {
  const kind = fakeKind({ probe: answering })
  const found = await findService(kind, {}, () => [backgroundServer()])
  assert.equal(found?.source, 'background')
  assert.equal(found.url, 'fake://background')
  assert.equal(found.pid, 7)
})

test('passes over a server in the background that does not answer', async () => {
  const kind = fakeKind({
    probe: async (url) => (url === 'fake://standard' ? { version: '3' } : undefined),
  })
  const found = await findService(kind, {}, () => [backgroundServer()])
  assert.equal(found?.source, 'standard port')
})

test('passes over a server in the background that is of another service', async () => {
  const kind = fakeKind({ name: 'rabbitmq', probe: answering })
  const found = await findService(kind, {}, () => [backgroundServer()])
  assert.equal(found?.source, 'standard port')
})

test('finds nothing where nothing answers', async () => {
  assert.equal(await findService(fakeKind(), {}, nobody), undefined)
})
