import { readFileSync } from 'node:fs'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'

import { DRIVER } from './contestants/bullmq-driver.js'

const GIB = 1024 ** 3

/**
 * On what a run runs; nothing that names the machine.
 * @param {Readonly<Record<string, string>>} serverVersions
 * @returns {import('./contract.d.ts').Environment}
 */
export function describeEnvironment(serverVersions) {
  const processors = cpus()
  return {
    cores: processors.length,
    cpu: processors[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / GIB),
    os: `${platform()} ${release().split('-')[0]}`,
    versions: {
      Node: process.versions.node,
      ...serverVersions,
      amqplib: versionOf('amqplib'),
      bullmq: `${versionOf('bullmq')} on ${DRIVER}`,
    },
  }
}

/** The load average of one minute. */
export function loadNow() {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100
}

/**
 * By its file: not every package lets its package.json be resolved.
 * @param {string} packageName a dependency of this package
 */
function versionOf(packageName) {
  const file = new URL(`../node_modules/${packageName}/package.json`, import.meta.url)
  return String(JSON.parse(readFileSync(file, 'utf8')).version)
}
