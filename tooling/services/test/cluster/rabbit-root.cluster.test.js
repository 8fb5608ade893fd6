import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { until } from '../../src/until.js'

const FAKE = fileURLToPath(new URL('fake-debootstrap.sh', import.meta.url))
const RABBIT_ROOT = new URL('../../src/rabbit-root.js', import.meta.url).href
const NOBODY = 65_534

/**
 * A place for roots, and a debootstrap that makes empty ones.
 * @param {import('node:test').TestContext} t
 */
function setup(t) {
  const folder = mkdtempSync(join(tmpdir(), 'arq-roots-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'bin'))
  const program = join(folder, 'bin', 'debootstrap')
  copyFileSync(FAKE, program)
  chmodSync(program, 0o755)
  const calls = join(folder, 'calls')
  const roots = join(folder, 'roots')
  const environment = {
    ...process.env,
    PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter),
    ARQ_RABBITMQ_ROOTS: roots,
    FAKE_CALLS: calls,
    FAKE_SECONDS: '0.2',
    FAKE_VERSION: '4.0.5',
  }
  return {
    roots,
    root: join(roots, 'rabbitmq-4.0.5'),
    countCalls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').split('\n').length - 1 : 0),
    /**
     * Another process that wants the root, and says what came of it.
     * @param {Record<string, string>} [changes]
     * @param {import('node:child_process').SpawnOptions} [options]
     */
    get: (changes, options) => {
      const script = `
        const { rabbitRoot } = await import('${RABBIT_ROOT}')
        console.log(await rabbitRoot('4.0.5', () => undefined).catch((error) => String(error)))`
      return spawn(process.execPath, ['--input-type=module', '-e', script], {
        ...options,
        env: { ...environment, ...changes },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    },
  }
}

/** @param {import('node:child_process').ChildProcess} child */
async function outcome(child) {
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk) => (text += chunk))
  await once(child, 'close')
  return text.trim()
}

test('two processes that want it at once get it once', async (t) => {
  const { root, roots, get, countCalls } = setup(t)
  assert.deepEqual(await Promise.all([outcome(get()), outcome(get())]), [root, root])
  assert.equal(countCalls(), 1)
  assert.deepEqual(readdirSync(roots), ['rabbitmq-4.0.5', 'rabbitmq-4.0.5.lock'])
  assert.equal(readFileSync(join(root, 'etc/hosts'), 'utf8'), '127.0.0.1 localhost\n')

  assert.equal(await outcome(get()), root)
  assert.equal(countCalls(), 1, 'it is there')
})

test(
  'a killed process takes its debootstrap with it, and the next one begins anew',
  { timeout: 60_000 },
  async (t) => {
    const { root, get, countCalls } = setup(t)
    const killed = get({ FAKE_SECONDS: '3600' })
    await until(() => countCalls() === 1, { what: 'debootstrap to begin', withinMs: 10_000 })
    killed.kill('SIGKILL')
    await once(killed, 'close')
    assert.equal(existsSync(root), false)
    // It would wait for an hour if the first one still held the lock.
    assert.equal(await outcome(get()), root)
    assert.equal(countCalls(), 2)
  },
)

test('a failure is one line that says what is missing, and leaves nothing that looks whole', async (t) => {
  const { root, get } = setup(t)
  const FAKE_FAILURE = 'Failed getting release file'
  const message = await outcome(get({ FAKE_FAILURE, ARQ_DEBIAN_MIRROR: 'http://mirror.test' }))
  assert.equal(
    message,
    'MissingService: RabbitMQ 4.0.5 is missing: debootstrap got none from http://mirror.test ' +
      '(Failed getting release file); set ARQ_DEBIAN_MIRROR to another mirror, or set ARQ_RABBITMQ_ROOTS',
  )
  assert.equal(existsSync(root), false)
})

test('a Debian that has moved on to another version is refused', async (t) => {
  const { root, get } = setup(t)
  const message = await outcome(get({ FAKE_VERSION: '4.0.9' }))
  assert.match(message, /Debian trixie has another RabbitMQ now: rabbitmq_server-4\.0\.9/)
  assert.equal(existsSync(root), false)
})

test('who is not root hears so at once', async (t) => {
  const { get, countCalls } = setup(t)
  const message = await outcome(get({}, { uid: NOBODY }))
  assert.match(message, /^Error: RabbitMQ 4\.0\.5 .* that needs root, and this is user 65534/)
  assert.equal(countCalls(), 0)
})
