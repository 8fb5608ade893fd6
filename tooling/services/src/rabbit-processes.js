import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { probeAmqp } from './probe-amqp.js'
import { probeEpmd } from './probe-epmd.js'
import { probeManagement } from './probe-management.js'
import { rabbitEnvironment } from './rabbit-files.js'
import { ServerProcess } from './server-process.js'

const READY_WITHIN_MS = 90_000
const EPMD_READY_WITHIN_MS = 10_000

/** @typedef {import('./rabbit-files.js').RabbitNodePlan} RabbitNodePlan */
/** @typedef {import('./rabbit-installation.js').RabbitInstallation} RabbitInstallation */

/** @typedef {{ readonly url: string, readonly managementUrl: string }} RabbitAccess */

/**
 * How clients reach a node.
 * @returns {RabbitAccess}
 * @param {import('./rabbit-files.js').RabbitPorts} ports
 */
export function rabbitAccess({ amqp, management }) {
  return {
    url: `amqp://guest:guest@127.0.0.1:${amqp}`,
    managementUrl: `http://guest:guest@127.0.0.1:${management}`,
  }
}

/**
 * @param {RabbitNodePlan} plan
 * @param {RabbitInstallation} installation
 */
export function nodeProcess(plan, installation) {
  const { url, managementUrl } = rabbitAccess(plan.ports)
  return new ServerProcess({
    ...place(plan, installation),
    ...installation.commandOf('server', [], plan.dataDir),
    title: installation.title,
    output: 'output.log',
    // The plugins start before the listeners, but with an extra check nothing hangs on that.
    isReady: async () =>
      (await probeAmqp(url)) !== undefined && (await probeManagement(managementUrl)),
    readyWithinMs: READY_WITHIN_MS,
  })
}

/**
 * Erlang's name server, for all nodes that have its port in their plan.
 * @param {RabbitNodePlan} plan
 * @param {RabbitInstallation} installation
 */
export function epmdProcess(plan, installation) {
  const port = plan.ports.epmd
  const args = ['-port', String(port), '-address', '127.0.0.1']
  return new ServerProcess({
    ...place(plan, installation),
    ...installation.commandOf('epmd', args, plan.dataDir),
    title: `epmd of ${installation.title}`,
    output: 'epmd.log',
    isReady: () => probeEpmd(port),
    readyWithinMs: EPMD_READY_WITHIN_MS,
  })
}

const run = promisify(execFile)

/**
 * What `rabbitmqctl` prints. Each call takes seconds of CPU.
 * @param {RabbitNodePlan} plan
 * @param {RabbitInstallation} installation
 * @param {readonly string[]} args
 * @returns {Promise<string>}
 */
export async function runRabbitCtl(plan, installation, args) {
  const { command, args: all } = installation.commandOf('ctl', args, plan.dataDir)
  const { stdout } = await run(command, [...all], place(plan, installation))
  return stdout
}

/**
 * @param {RabbitNodePlan} plan
 * @param {RabbitInstallation} installation
 */
function place(plan, { path, seenFromInside }) {
  const inside = { ...plan, dataDir: seenFromInside(plan.dataDir) }
  return { cwd: plan.dataDir, env: rabbitEnvironment(inside, path) }
}
