import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'

import { mavenJars } from '../src/maven-jars.js'

const PATH = 'org/example/a/1/a-1.jar'
const CONTENT = 'a jar'
const SHA_256 = createHash('sha256').update(CONTENT).digest('hex')

/**
 * A repository with one jar, and an empty folder for what is fetched.
 * @param {import('node:test').TestContext} t
 */
async function setup(t) {
  /** @type {(string | undefined)[]} */
  const asked = []
  const server = createServer(({ url }, response) => {
    asked.push(url)
    response.statusCode = url === `/${PATH}` ? 200 : 404
    response.end(CONTENT)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const folder = mkdtempSync(join(tmpdir(), 'arq-maven-jars-'))
  const before = process.env['ARQ_MAVEN_REPOSITORY']
  process.env['ARQ_MAVEN_REPOSITORY'] = `http://127.0.0.1:${port}`
  t.after(() => {
    if (before === undefined) delete process.env['ARQ_MAVEN_REPOSITORY']
    else process.env['ARQ_MAVEN_REPOSITORY'] = before
    server.close()
    rmSync(folder, { recursive: true })
  })
  return { asked, folder }
}

test('jars are fetched once, and the class path names them', async (t) => {
  const { asked, folder } = await setup(t)
  const list = { bytes: CONTENT.length, jars: { [PATH]: SHA_256 } }
  const classPath = await mavenJars(list, { title: 'Example', folder })
  assert.deepEqual(classPath.split(delimiter), [join(folder, PATH)])
  assert.equal(readFileSync(join(folder, PATH), 'utf8'), CONTENT)
  await mavenJars(list, { title: 'Example', folder })
  assert.deepEqual(asked, [`/${PATH}`])
})

test('jars that cannot be had are told with what to set', async (t) => {
  const { folder } = await setup(t)
  const list = { bytes: 1, jars: { 'org/example/b/1/b-1.jar': SHA_256 } }
  await assert.rejects(
    mavenJars(list, { title: 'Example', folder, otherWay: 'EXAMPLE_HOME to a folder' }),
    /b-1\.jar .*404; set ARQ_MAVEN_REPOSITORY to a mirror, or EXAMPLE_HOME to a folder/,
  )
})
