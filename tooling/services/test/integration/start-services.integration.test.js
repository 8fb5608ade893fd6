import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'

import { probeRedis } from '../../src/probe-redis.js'
import { until } from '../../src/until.js'

const SERVICES = new URL('../../src/index.js', import.meta.url).href
const KIND = new URL('../../src/redis.js', import.meta.url).href

/**
 * Another process that starts a Redis, tells its URL, and then does what it is told. It is made
 * blind to what runs already, so that no Redis of this machine is taken instead.
 * @param {string} then
 */
function otherProcess(then) {
  const script = `
    const { redis } = await import('${KIND}')
    redis.probe = async () => undefined
    const { startServices } = await import('${SERVICES}')
    const services = await startServices(['redis'])
    console.log(services.urls.redis)
    ${then}`
  const environment = { ...process.env }
  delete environment['ARQ_TEST_REDIS_URL']
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** @param {ReturnType<typeof otherProcess>} child */
async function urlFrom(child) {
  const [line] = await once(child.stdout, 'data')
  return String(line).trim()
}

/** @param {string} url */
const isGone = async (url) => (await probeRedis(url)) === undefined
const gone = { what: 'Redis to be gone', withinMs: 5_000 }

test('ends what it started when told to stop', async () => {
  const child = otherProcess('await services.stop()')
  const url = await urlFrom(child)
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
  assert.ok(await isGone(url))
})

test('ends what it started when a signal ends the process', async () => {
  const child = otherProcess('setInterval(() => undefined, 1000)')
  const url = await urlFrom(child)
  assert.ok(await probeRedis(url))
  child.kill('SIGTERM')
  const [, signal] = await once(child, 'exit')
  assert.equal(signal, 'SIGTERM')
  assert.ok(await isGone(url))
})

test('ends what it started when the process exits without a word', async () => {
  const child = otherProcess('process.exit(3)')
  const url = await urlFrom(child)
  await once(child, 'exit')
  await until(() => isGone(url), gone)
})

test('ends what a killed process left behind at the next start', async () => {
  const killed = otherProcess('setInterval(() => undefined, 1000)')
  const url = await urlFrom(killed)
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  assert.ok(await probeRedis(url), 'it could not clean up')

  const next = otherProcess('await services.stop()')
  await once(next, 'exit')
  await until(() => isGone(url), gone)
})
