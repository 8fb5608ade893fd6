import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createRabbit } from '../../src/index.js'
import { probeAmqp } from '../../src/probe-amqp.js'
import { probeManagement } from '../../src/probe-management.js'

test('a private RabbitMQ lets only its user in, and comes back with its data', async (t) => {
  const rabbit = await createRabbit()
  t.after(() => rabbit.dispose())
  const { url, managementUrl } = rabbit

  await rabbit.start()
  assert.match((await probeAmqp(url))?.version ?? '', /^\d+\.\d+/)
  assert.ok(await probeManagement(managementUrl))
  const wrong = (/** @type {string} */ right) => right.replace('guest:guest', 'guest:wrong')
  assert.equal(await probeAmqp(wrong(url)), undefined)
  assert.equal(await probeManagement(wrong(managementUrl)), false)
  await createVhost(managementUrl, 'kept')

  await rabbit.kill()
  assert.equal(await probeAmqp(url), undefined)
  assert.equal(rabbit.pid, undefined)

  await rabbit.restart()
  assert.ok((await vhosts(managementUrl)).includes('kept'))
  assert.equal(rabbit.url, url)
})

/**
 * @param {string} managementUrl
 * @param {string} name
 */
async function createVhost(managementUrl, name) {
  const response = await request(managementUrl, 'PUT', `/api/vhosts/${name}`)
  assert.equal(response.status, 201)
}

/**
 * @param {string} managementUrl
 * @returns {Promise<string[]>}
 */
async function vhosts(managementUrl) {
  const response = await request(managementUrl, 'GET', '/api/vhosts')
  const list = /** @type {{ name: string }[]} */ (await response.json())
  return list.map(({ name }) => name)
}

/**
 * @param {string} managementUrl
 * @param {string} method
 * @param {string} path
 */
function request(managementUrl, method, path) {
  const { origin, username, password } = new URL(managementUrl)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  return fetch(`${origin}${path}`, { method, headers: { authorization } })
}
