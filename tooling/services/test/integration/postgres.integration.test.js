import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createPostgres } from '../../src/index.js'
import { probePostgres } from '../../src/probe-postgres.js'

test('a private PostgreSQL comes back on its port after stop, kill and restart', async (t) => {
  const postgres = await createPostgres({ settings: { max_connections: '7' } })
  t.after(() => postgres.dispose())
  const { url } = postgres
  assert.equal(postgres.pid, undefined)

  await postgres.start()
  const firstPid = postgres.pid
  assert.match((await probePostgres(url))?.version ?? '', /^\d+/)

  await postgres.stop()
  assert.equal(postgres.pid, undefined)
  assert.equal(await probePostgres(url), undefined)

  await postgres.start()
  await postgres.kill()
  assert.equal(await probePostgres(url), undefined)

  await postgres.start()
  await postgres.restart()
  assert.ok(await probePostgres(url))
  assert.equal(postgres.url, url)
  assert.notEqual(postgres.pid, firstPid)
})

test('a paused PostgreSQL is silent until it goes on, and can be stopped', async (t) => {
  const postgres = await createPostgres()
  t.after(() => postgres.dispose())
  await postgres.start()

  postgres.pause()
  const answer = probePostgres(postgres.url)
  postgres.resume()
  assert.ok(await answer)

  postgres.pause()
  await postgres.stop()
  assert.equal(postgres.pid, undefined)
})
