import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

import { freePorts } from './free-ports.js'
import { heartbeat } from './heartbeat.js'
import { until } from './until.js'

const run = promisify(execFile)
const READY_WITHIN_MS = 120_000

/** Whether there is a Docker engine that answers; the command alone is not enough. */
export async function containerEngineAnswers() {
  try {
    await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 10_000 })
    return true
  } catch {
    return false
  }
}

/**
 * A server in a container: the last resort, kept small.
 * @param {import('./contract.d.ts').ServiceKind} kind
 * @param {import('./contract.d.ts').ContainerRecipe} recipe
 * @param {import('./contract.d.ts').ServerOptions} options
 * @returns {Promise<import('./contract.d.ts').Server>}
 */
export async function createContainer(kind, recipe, { log = () => undefined } = {}) {
  const { image, ports, command = [] } = recipe
  const name = `arq-${kind.name}-${randomBytes(4).toString('hex')}`
  const outside = await freePorts(ports.length)
  const published = ports.flatMap(({ inside }, index) => [
    '--publish',
    `127.0.0.1:${outside[index]}:${inside}`,
  ])
  /** @type {Record<string, string>} */
  const access = {}
  ports.forEach(({ part, url }, index) => {
    access[part] = url.replace('{port}', String(outside[index]))
  })
  const url = access['url'] ?? ''
  let isCreated = false

  const start = async () => {
    const stopHeartbeat = heartbeat(`docker, ${image}`, log)
    try {
      await run(
        'docker',
        isCreated
          ? ['start', name]
          : ['run', '--detach', '--name', name, ...published, image, ...command],
      )
      isCreated = true
      const isReady = async () => (await kind.probe(url)) !== undefined
      await until(isReady, { what: `${kind.title} to answer`, withinMs: READY_WITHIN_MS })
    } finally {
      stopHeartbeat()
    }
  }
  /** @param {readonly string[]} args */
  const docker = async (args) => {
    if (isCreated) await run('docker', [...args, name])
  }
  return {
    url,
    managementUrl: access['managementUrl'],
    pid: undefined,
    start,
    stop: () => docker(['stop']),
    kill: () => docker(['kill']),
    async restart() {
      await docker(['stop'])
      await start()
    },
    async dispose() {
      await docker(['rm', '--force', '--volumes'])
      isCreated = false
    },
    release: () => log(`to end it: docker rm --force --volumes ${name}`),
  }
}
