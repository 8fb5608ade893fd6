import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { findBinary } from './find-binary.js'

/** Where Debian keeps one folder for each major version; none is on the PATH. */
const DEBIAN_VERSIONS = '/usr/lib/postgresql'

const INITDB_WITHIN_MS = 60_000

/**
 * @typedef {object} PostgresPrograms
 * @property {string} server
 * @property {string} initdb
 */

/**
 * The newest server that Debian has installed, else one on the PATH, with its `initdb`.
 * @returns {PostgresPrograms | undefined}
 */
export function findPostgresPrograms() {
  const server = findBinary([
    ...debianVersions().map((version) => join(DEBIAN_VERSIONS, version, 'bin', 'postgres')),
    ...['postgres', '/opt/homebrew/bin/postgres', '/usr/local/bin/postgres'],
  ])
  const initdb = server && findBinary([join(dirname(server), 'initdb'), 'initdb'])
  return server && initdb ? { server, initdb } : undefined
}

/**
 * How to run one of them. They refuse to run as root, so root becomes `postgres` for them, which Debian's package has
 * made; with the right to pass folders that are not its own, as the one this repository may lie in.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {{ command: string, args: readonly string[] }}
 */
export function postgresCommand(program, args) {
  if (process.getuid?.() !== 0) return { command: program, args }
  const asPostgres = ['--reuid=postgres', '--regid=postgres', '--clear-groups']
  const passing = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override']
  return { command: 'setpriv', args: [...asPostgres, ...passing, program, ...args] }
}

/**
 * A fresh data folder, unless it is there already.
 * @param {PostgresPrograms} programs
 * @param {string} folder
 * @returns {Promise<string>} where it is
 */
export async function createPostgresData({ initdb }, folder) {
  const data = join(folder, 'data')
  if (existsSync(join(data, 'PG_VERSION'))) return data
  const { command, args } = postgresCommand(initdb, [
    ...['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync'],
    ...['-E', 'UTF8', '--locale=C'],
  ])
  await promisify(execFile)(command, args, { cwd: folder, timeout: INITDB_WITHIN_MS })
  return data
}

/** Newest first. */
function debianVersions() {
  if (!existsSync(DEBIAN_VERSIONS)) return []
  return readdirSync(DEBIAN_VERSIONS).sort((one, other) => Number(other) - Number(one))
}
