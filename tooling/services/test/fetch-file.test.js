import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { fetchFile } from '../src/fetch-file.js'

const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex')

/**
 * A server that gives these answers, one after the other, and a folder.
 * @param {import('node:test').TestContext} t
 * @param {{ status?: number, body?: string, isCut?: boolean }[]} answers
 */
async function serverOf(t, answers) {
  const folder = mkdtempSync(join(tmpdir(), 'arq-services-test-'))
  const server = http.createServer((_request, response) => {
    const { status = 200, body = '', isCut = false } = answers.shift() ?? { status: 500 }
    response.writeHead(status, { 'content-length': body.length + (isCut ? 1 : 0) })
    response.write(body, () => (isCut ? response.destroy() : response.end()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { url: `http://127.0.0.1:${port}/a.jar`, folder: join(folder, 'deep', 'down') }
}

test('fetches a file, and nothing else is left', async (t) => {
  const { url, folder } = await serverOf(t, [{ body: 'right' }])
  await fetchFile({ url, file: join(folder, 'a.jar'), sha256: sha256('right') })
  assert.equal(readFileSync(join(folder, 'a.jar'), 'utf8'), 'right')
  assert.deepEqual(readdirSync(folder), ['a.jar'])
})

test('tries again after an error, half a file, and a wrong one', async (t) => {
  const { url, folder } = await serverOf(t, [
    { status: 503 },
    { body: 'rig', isCut: true },
    { body: 'right' },
  ])
  await fetchFile({ url, file: join(folder, 'a.jar'), sha256: sha256('right') })
  assert.equal(readFileSync(join(folder, 'a.jar'), 'utf8'), 'right')
})

test('never leaves a file of the wrong content', async (t) => {
  const wrong = { body: 'wrong' }
  const { url, folder } = await serverOf(t, [wrong, wrong, wrong])
  const file = join(folder, 'a.jar')
  await assert.rejects(fetchFile({ url, file, sha256: sha256('right') }), /SHA-256 is .*expected/)
  assert.deepEqual(readdirSync(folder), [])
})
