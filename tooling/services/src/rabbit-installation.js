import { dirname, join } from 'node:path'

import { findBinary } from './find-binary.js'
import { rabbitRoot } from './rabbit-root.js'

// Debian's program on the PATH is a wrapper that insists on user rabbitmq and the system's folders:
// the one it wraps comes first.
const SERVER_BINARIES = [
  '/usr/lib/rabbitmq/bin/rabbitmq-server',
  '/opt/homebrew/sbin/rabbitmq-server',
  '/usr/local/sbin/rabbitmq-server',
  'rabbitmq-server',
]
const EPMD_BINARIES = ['epmd', '/opt/homebrew/bin/epmd', '/usr/local/bin/epmd']

const PATH_IN_ROOT = '/usr/sbin:/usr/bin:/sbin:/bin'
const DATA_IN_ROOT = '/srv'

// A mount namespace of its own, so that nothing is left to unmount, whoever ends it. All nodes of
// a root see their own data folder at the same place in it, and write nowhere else. Each step
// becomes the next: the process that was started is the program itself.
const ENTER = [
  'mount -t proc proc "$0/proc"',
  `mount --bind "$1" "$0${DATA_IN_ROOT}"`,
  'root=$0',
  'shift',
  `exec chroot "$root" env --chdir=${DATA_IN_ROOT} "$@"`,
].join(' && ')

/**
 * RabbitMQ's programs, and how they are started.
 * @typedef {object} RabbitInstallation
 * @property {string} title for people
 * @property {string | undefined} path the PATH of its programs
 * @property {(dataDir: string) => string} seenFromInside where a program finds its data folder
 * @property {(program: 'server' | 'epmd' | 'ctl', args: readonly string[], dataDir: string) =>
 *   { command: string, args: readonly string[] }} commandOf
 */

/**
 * The programs of this machine, if it has RabbitMQ.
 * @returns {{ server: string, epmd: string, ctl: string } | undefined}
 */
export function findRabbitBinaries() {
  const server = findBinary(SERVER_BINARIES)
  const epmd = findBinary(EPMD_BINARIES)
  if (!server || !epmd) return undefined
  // It lies beside the server, which a PATH need not name.
  const ctl = server.includes('/') ? join(dirname(server), 'rabbitmqctl') : 'rabbitmqctl'
  return { server, epmd, ctl }
}

/**
 * What this machine has, if it has RabbitMQ.
 * @returns {RabbitInstallation | undefined}
 */
export function installedRabbit() {
  const programs = findRabbitBinaries()
  if (!programs) return undefined
  return {
    title: 'RabbitMQ',
    path: process.env['PATH'],
    seenFromInside: (dataDir) => dataDir,
    commandOf: (program, args) => ({ command: programs[program], args }),
  }
}

/**
 * Another version, in a root file system of its own. Rejects with `MissingService`.
 * @param {import('./contract.d.ts').RabbitVersion} version
 * @param {import('./contract.d.ts').Log} log
 * @returns {Promise<RabbitInstallation>}
 */
export async function rootedRabbit(version, log) {
  const root = await rabbitRoot(version, log)
  const programs = {
    server: '/usr/lib/rabbitmq/bin/rabbitmq-server',
    epmd: '/usr/bin/epmd',
    ctl: '/usr/lib/rabbitmq/bin/rabbitmqctl',
  }
  return {
    title: `RabbitMQ ${version}`,
    path: PATH_IN_ROOT,
    seenFromInside: () => DATA_IN_ROOT,
    commandOf: (program, args, dataDir) => ({
      command: 'unshare',
      args: [
        ...['--mount', '--propagation', 'private', 'sh', '-c', ENTER],
        ...[root, dataDir, programs[program], ...args],
      ],
    }),
  }
}
