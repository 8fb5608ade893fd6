import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { findBinary } from './find-binary.js'

/** The first that runs a source file by itself. */
const OLDEST_VERSION = 11

/**
 * The `java` program of a JDK, or undefined. Asked for its version, because macOS has one that only
 * says where to get Java.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined}
 */
export function findJava(environment = process.env) {
  const home = environment['JAVA_HOME']
  const candidates = [
    ...(home ? [join(home, 'bin', 'java')] : []),
    'java',
    '/opt/homebrew/opt/openjdk/bin/java',
    '/usr/local/opt/openjdk/bin/java',
  ]
  return candidates
    .flatMap((candidate) => findBinary([candidate], environment['PATH']) ?? [])
    .find((java) => (javaVersion(versionText(java)) ?? 0) >= OLDEST_VERSION)
}

/**
 * The feature release in what `java -version` says: 17 for `"17.0.15"`, 8 for `"1.8.0_402"`.
 * @param {string} text
 * @returns {number | undefined}
 */
export function javaVersion(text) {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text) ?? []
  if (first === undefined) return undefined
  return Number(first === '1' ? second : first)
}

/** @param {string} java */
function versionText(java) {
  return spawnSync(java, ['-version'], { encoding: 'utf8' }).stderr ?? ''
}
