import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { fetchFile } from './fetch-file.js'
import { findJava } from './find-java.js'
import { heartbeat } from './heartbeat.js'
import { MissingService } from './missing-service.js'
import { rocketMQNames } from './rocketmq-names.js'
import { jarsFolder } from './services-folder.js'

const MAVEN_CENTRAL = 'https://repo1.maven.org/maven2'
const AT_A_TIME = 8
const OWN_FOLDER = 'ARQ_ROCKETMQ_HOME to a Maven repository folder that has the jars'

/**
 * What `list-rocketmq-jars.js` writes: paths in a Maven repository, and the SHA-256 of each.
 * @typedef {{ bytes: number, jars: Record<string, string> }} JarList
 */

/** @type {typeof import('./contract.d.ts').rocketMQJars} */
export async function rocketMQJars(version = '5.3.3', log = () => undefined) {
  const java = findJava()
  if (!java) throw new MissingService(rocketMQNames)
  const folder = process.env['ARQ_ROCKETMQ_HOME'] || jarsFolder
  const { bytes, jars } = readList(version)
  const missing = Object.entries(jars).filter(([path]) => !existsSync(join(folder, path)))
  if (missing.length > 0) {
    const size = `${Math.round(bytes / 1e6)} MB`
    log(`fetching the jars of RocketMQ ${version}, once: up to ${size}`)
    await fetchJars(missing, folder, log)
  }
  const classPath = Object.keys(jars).map((path) => join(folder, path))
  return { java, classPath: classPath.join(delimiter) }
}

/**
 * @param {readonly (readonly [path: string, sha256: string])[]} jars
 * @param {string} folder
 * @param {import('./contract.d.ts').Log} log
 */
async function fetchJars(jars, folder, log) {
  const repository = process.env['ARQ_MAVEN_REPOSITORY'] || MAVEN_CENTRAL
  const waiting = [...jars]
  const stopHeartbeat = heartbeat(
    () => `jars, ${jars.length - waiting.length} of ${jars.length}`,
    log,
  )
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [path, sha256] = next
      await fetchFile({ url: `${repository}/${path}`, file: join(folder, path), sha256 })
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_A_TIME }, work))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${reason}; set ARQ_MAVEN_REPOSITORY to a mirror, or ${OWN_FOLDER}`, {
      cause: error,
    })
  } finally {
    waiting.length = 0 // after a failure the others take nothing new
    stopHeartbeat()
  }
}

/**
 * @param {string} version
 * @returns {JarList}
 */
function readList(version) {
  return JSON.parse(readFileSync(new URL(`rocketmq-jars/${version}.json`, import.meta.url), 'utf8'))
}
