import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

import { askManagement } from '../../src/ask-management.js'
import { createRabbit, createRabbitCluster } from '../../src/index.js'
import { probeAmqp } from '../../src/probe-amqp.js'
import { sweepStaleServers } from '../../src/stale-servers.js'
import { until } from '../../src/until.js'

const SERVICES = new URL('../../src/index.js', import.meta.url).href
const VERSION = '4.0.5'

/**
 * The processes that see a data folder of that owner's servers: every one, whoever started it.
 * @param {number | undefined} owner
 */
function processesOf(owner) {
  return readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/mountinfo`, 'utf8').includes(`/rabbitmq-${owner}-`)
    } catch {
      return false // it is no process, or has just ended
    }
  })
}

const mounts = () => readFileSync('/proc/self/mounts', 'utf8')
const gone = { what: 'the processes to be gone', withinMs: 10_000 }

test('two of one root file system run side by side, keep their data, and leave nothing behind', async (t) => {
  const before = mounts()
  const servers = [
    await createRabbit({ version: VERSION }),
    await createRabbit({ version: VERSION }),
  ]
  t.after(() => Promise.all(servers.map((server) => server.dispose())))
  await Promise.all(servers.map((server) => server.start()))
  for (const { url } of servers) assert.deepEqual(await probeAmqp(url), { version: VERSION })
  assert.ok(processesOf(process.pid).length >= 4, 'two of each: epmd and node')

  const [first, second] = servers
  assert.ok(first && second)
  await createVhost(first.managementUrl, 'kept')
  await first.kill()
  assert.ok(await probeAmqp(second.url), 'the other one has its own epmd and data')
  await first.restart()
  assert.deepEqual(await vhosts(first.managementUrl), ['/', 'kept'])
  assert.deepEqual(await vhosts(second.managementUrl), ['/'])

  await Promise.all(servers.map((server) => server.dispose()))
  await until(() => processesOf(process.pid).length === 0, gone)
  assert.equal(mounts(), before)
})

test('the environment can ask for it in place of a test', async (t) => {
  process.env['ARQ_TEST_RABBITMQ_VERSION'] = VERSION
  t.after(() => delete process.env['ARQ_TEST_RABBITMQ_VERSION'])
  const rabbit = await createRabbit()
  t.after(() => rabbit.dispose())
  await rabbit.start()
  assert.deepEqual(await probeAmqp(rabbit.url), { version: VERSION })
})

test('nodes form a cluster, in which each can die and come back', async (t) => {
  const before = mounts()
  const cluster = await createRabbitCluster({ version: VERSION })
  t.after(() => cluster.dispose())
  await cluster.start()
  assert.equal(new Set(cluster.urls).size, 3)
  const names = cluster.nodes.map(({ name }) => name)
  for (const { managementUrl } of cluster.nodes)
    assert.deepEqual(await running(managementUrl), names)

  const [first, ...others] = cluster.nodes
  await first.kill()
  assert.equal(first.pid, undefined)
  assert.equal(await probeAmqp(first.url), undefined)
  const rest = others.map(({ name }) => name)
  for (const { managementUrl } of others) {
    await until(async () => String(await running(managementUrl)) === String(rest), {
      what: 'the others to notice',
      withinMs: 10_000,
    })
  }
  await first.restart()
  for (const { managementUrl } of cluster.nodes)
    assert.deepEqual(await running(managementUrl), names)

  await createVhost(cluster.managementUrl, 'kept')
  await cluster.kill()
  await cluster.start()
  assert.deepEqual(await vhosts(cluster.managementUrl), ['/', 'kept'])

  await cluster.dispose()
  await until(() => processesOf(process.pid).length === 0, gone)
  assert.equal(mounts(), before)
})

test('what a killed process left behind is ended by the next one', async () => {
  const script = `
    const { createRabbitCluster } = await import('${SERVICES}')
    const cluster = await createRabbitCluster({ version: '${VERSION}', nodes: 2 })
    await cluster.start()
    console.log('started')
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.ok(processesOf(child.pid).length >= 3, 'it could not clean up')
  sweepStaleServers(() => undefined)
  await until(() => processesOf(child.pid).length === 0, gone)
})

/** @param {string} managementUrl */
async function running(managementUrl) {
  const nodes = /** @type {{ name: string, running: boolean }[]} */ (
    await askManagement(managementUrl, '/api/nodes')
  )
  return nodes.filter((node) => node.running).map(({ name }) => name)
}

/** @param {string} managementUrl */
async function vhosts(managementUrl) {
  const list = /** @type {{ name: string }[]} */ (await askManagement(managementUrl, '/api/vhosts'))
  return list.map(({ name }) => name)
}

/**
 * @param {string} managementUrl
 * @param {string} name
 */
async function createVhost(managementUrl, name) {
  const { origin, username, password } = new URL(managementUrl)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const response = await fetch(`${origin}/api/vhosts/${name}`, {
    method: 'PUT',
    headers: { authorization },
  })
  assert.equal(response.status, 201)
}
