import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createService } from '../src/create-service.js'
import { MissingService } from '../src/missing-service.js'
import { fakeKind, fakeServer } from './fake-kind.js'

const log = () => undefined

/**
 * @param {Partial<Parameters<typeof createService>[2]>} overrides
 * @returns {NonNullable<Parameters<typeof createService>[2]>}
 */
const ways = (overrides) => ({
  debianAvailability: () => ({ possible: false, reason: 'this is a test' }),
  installDebianPackages: () => assert.fail('installed'),
  containerEngineAnswers: async () => false,
  createContainer: () => assert.fail('made a container'),
  ...overrides,
})

test('uses a program that is installed', async () => {
  const kind = fakeKind({ findBinary: () => '/bin/fake' })
  const { source } = await createService(kind, { log }, ways({}))
  assert.equal(source, 'binary')
})

test('installs the Debian packages when there is no program', async () => {
  /** @type {string[]} */
  const installed = []
  const kind = fakeKind({ findBinary: () => (installed.length > 0 ? '/bin/fake' : undefined) })
  const { source } = await createService(
    kind,
    { log },
    ways({
      debianAvailability: () => ({ possible: true }),
      installDebianPackages: async (names) => installed.push(...names) > 0,
    }),
  )
  assert.equal(source, 'debian')
  assert.deepEqual(installed, ['fake-server'])
})

test('says why Debian cannot install it, and takes a container', async () => {
  /** @type {string[]} */
  const lines = []
  const { server, source } = await createService(
    fakeKind(),
    { log: (line) => lines.push(line) },
    ways({
      containerEngineAnswers: async () => true,
      createContainer: async () => fakeServer('container'),
    }),
  )
  assert.equal(source, 'container')
  assert.equal(server.url, 'fake://container')
  assert.match(lines.join('\n'), /cannot be installed by itself: this is a test/)
})

test('goes on after an installation that failed', async () => {
  const attempt = createService(
    fakeKind(),
    { log },
    ways({
      debianAvailability: () => ({ possible: true }),
      installDebianPackages: async () => false,
    }),
  )
  await assert.rejects(attempt, MissingService)
})

test('asks for no container engine where there is no container of the kind', async () => {
  const kind = fakeKind()
  delete (/** @type {{ container?: unknown }} */ (kind).container)
  const attempt = createService(
    kind,
    { log },
    ways({ containerEngineAnswers: () => assert.fail('asked') }),
  )
  await assert.rejects(attempt, MissingService)
})

test('names what is missing when no way works', async () => {
  await assert.rejects(createService(fakeKind(), { log }, ways({})), {
    name: 'MissingService',
    message: 'Fake is missing: install fake-server, or set FAKE_URL',
  })
})
