import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { findBinary } from './find-binary.js'
import { freePorts } from './free-ports.js'
import { MissingService } from './missing-service.js'
import { PrivateServer } from './private-server.js'
import { probeAmqp } from './probe-amqp.js'
import { probeEpmd } from './probe-epmd.js'
import { probeManagement } from './probe-management.js'
import { rabbitEnvironment, rabbitFiles } from './rabbit-files.js'
import { ServerProcess } from './server-process.js'
import { ServerRecord } from './server-record.js'
import { sweepStaleServers } from './stale-servers.js'

// Debian's program on the PATH is a wrapper that insists on user rabbitmq and the system's folders:
// the one it wraps comes first.
const BINARIES = [
  '/usr/lib/rabbitmq/bin/rabbitmq-server',
  '/opt/homebrew/sbin/rabbitmq-server',
  '/usr/local/sbin/rabbitmq-server',
  'rabbitmq-server',
]
const EPMD_BINARIES = ['epmd', '/opt/homebrew/bin/epmd', '/usr/local/bin/epmd']
const READY_WITHIN_MS = 90_000

/** @type {import('./contract.d.ts').ServiceKind} */
export const rabbit = {
  name: 'rabbitmq',
  title: 'RabbitMQ',
  howToInstall: 'install rabbitmq-server (apt-get install rabbitmq-server, brew install rabbitmq)',
  environment: {
    url: 'ARQ_TEST_RABBITMQ_URL',
    managementUrl: 'ARQ_TEST_RABBITMQ_MANAGEMENT_URL',
  },
  standard: {
    url: 'amqp://guest:guest@127.0.0.1:5672',
    managementUrl: 'http://guest:guest@127.0.0.1:15672',
  },
  debianPackages: ['rabbitmq-server'],
  container: {
    image: 'rabbitmq:4-management',
    ports: [
      { part: 'url', inside: 5672, url: 'amqp://guest:guest@127.0.0.1:{port}' },
      { part: 'managementUrl', inside: 15672, url: 'http://guest:guest@127.0.0.1:{port}' },
    ],
  },
  probe: probeAmqp,
  findBinary: () => findBinary(EPMD_BINARIES) && findBinary(BINARIES),
  create: createRabbit,
}

/** @type {typeof import('./contract.d.ts').createRabbit} */
export async function createRabbit({ dataDir, settings, log = () => undefined } = {}) {
  const command = findBinary(BINARIES)
  const epmdCommand = findBinary(EPMD_BINARIES)
  if (!command || !epmdCommand) throw new MissingService(rabbit)
  sweepStaleServers(log)

  const ports = await rabbitPorts()
  const access = {
    url: `amqp://guest:guest@127.0.0.1:${ports.amqp}`,
    managementUrl: `http://guest:guest@127.0.0.1:${ports.management}`,
  }
  const record = new ServerRecord({ name: rabbit.name, ...access, dataDir })
  for (const [name, text] of Object.entries(rabbitFiles(ports, settings))) {
    writeFileSync(join(record.dataDir, name), text)
  }
  const place = { cwd: record.dataDir, env: rabbitEnvironment(record.dataDir, ports) }
  const epmd = new ServerProcess({
    ...place,
    title: "RabbitMQ's epmd",
    command: epmdCommand,
    args: ['-port', String(ports.epmd), '-address', '127.0.0.1'],
    output: 'epmd.log',
    isReady: () => probeEpmd(ports.epmd),
    readyWithinMs: 10_000,
  })
  const main = new ServerProcess({
    ...place,
    title: rabbit.title,
    command,
    args: [],
    output: 'output.log',
    // The plugins start before the listeners, but with an extra check nothing hangs on that.
    isReady: async () =>
      (await probeAmqp(access.url)) !== undefined && (await probeManagement(access.managementUrl)),
    readyWithinMs: READY_WITHIN_MS,
  })
  return new PrivateServer({ title: rabbit.title, access, record, main, helpers: [epmd], log })
}

/** @returns {Promise<import('./rabbit-files.js').RabbitPorts>} */
async function rabbitPorts() {
  const [amqp = 0, management = 0, distribution = 0, epmd = 0] = await freePorts(4)
  return { amqp, management, distribution, epmd }
}
