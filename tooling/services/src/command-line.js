import { parseArgs } from 'node:util'

import { backgroundServers } from './background.js'
import { endBackgroundServers } from './end-background.js'
import { environmentFor } from './environment.js'
import { kindOf, kinds, usualKinds } from './kinds.js'
import { startServices } from './start-services.js'

const HELP = `Servers for tests, demo and benches.

  npm run services -- start [name…]   find or start them (${kinds.map(({ name }) => name).join(', ')})
  npm run services -- status [--json] what was started and still runs
  npm run services -- env             lines for the shell that name what runs
  npm run services -- stop            end what was started

Examples
  npm run services -- start redis
  npm run services -- start rocketmq  (only when named)
  eval "$(npm run --silent services -- env)" && npm test

A server is taken from the environment (${kinds.map((kind) => kind.environment.url).join(', ')}),
from this machine's standard port, or started from an installed program, a Debian package
or a container. Data and logs are in .services/.`

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function runCommandLine(args) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } },
    })
    const [command, ...names] = positionals
    if (values.help) return print(HELP)
    if (command === 'start') return await start(names)
    if (command === 'stop') return await stop()
    if (command === 'status') return status(values.json ?? false)
    if (command === 'env') return print(...exports(backgroundEnvironment()))
    console.error(HELP)
    return 2
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

/** @param {readonly string[]} names */
async function start(names) {
  const chosen =
    names.length > 0 ? names.map((name) => kindOf(name).name) : usualKinds.map(({ name }) => name)
  // On standard error, so that `eval "$(… start)"` works.
  const log = (/** @type {string} */ line) => console.error(line)
  const { environment } = await startServices(chosen, { log, background: true })
  return print(...exports(environment))
}

async function stop() {
  const ended = await endBackgroundServers()
  return print(...(ended.length > 0 ? ended.map((id) => `ended ${id}`) : ['nothing to end']))
}

/** @param {boolean} asJson */
function status(asJson) {
  const servers = backgroundServers().map(({ server }) => ({
    name: server.name,
    url: server.url,
    managementUrl: server.managementUrl,
    pid: server.processes.at(-1)?.pid,
    dataDir: server.dataDir,
  }))
  if (asJson) return print(JSON.stringify(servers, undefined, 2))
  if (servers.length === 0) return print('nothing was started: npm run services -- start')
  return print(
    ...servers.map(({ name, url, managementUrl, pid }) =>
      [name, url, managementUrl, `pid ${pid}`].filter(Boolean).join('  '),
    ),
  )
}

function backgroundEnvironment() {
  return Object.assign(
    {},
    ...backgroundServers().map(({ server }) => environmentFor(kindOf(server.name), server)),
  )
}

/** @param {Record<string, string>} environment */
function exports(environment) {
  return Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`)
}

/** @param {readonly string[]} lines */
function print(...lines) {
  for (const line of lines) console.log(line)
  return 0
}
