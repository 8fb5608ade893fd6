import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { fetchFile } from './fetch-file.js'
import { heartbeat } from './heartbeat.js'
import { jarsFolder } from './services-folder.js'

const MAVEN_CENTRAL = 'https://repo1.maven.org/maven2'
const AT_A_TIME = 8

/** @type {typeof import('./contract.d.ts').mavenJars} */
export async function mavenJars({ bytes, jars }, { title, folder = jarsFolder, otherWay, log }) {
  const missing = Object.entries(jars).filter(([path]) => !existsSync(join(folder, path)))
  if (missing.length > 0) {
    log?.(`fetching the jars of ${title}, once: up to ${Math.round(bytes / 1e6)} MB`)
    try {
      await fetchJars(missing, folder, log)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const ways = ['ARQ_MAVEN_REPOSITORY to a mirror', otherWay].filter(Boolean).join(', or ')
      throw new Error(`${reason}; set ${ways}`, { cause: error })
    }
  }
  return Object.keys(jars)
    .map((path) => join(folder, path))
    .join(delimiter)
}

/**
 * @param {readonly (readonly [path: string, sha256: string])[]} jars
 * @param {string} folder
 * @param {import('./contract.d.ts').Log} [log]
 */
async function fetchJars(jars, folder, log = () => undefined) {
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
  } finally {
    waiting.length = 0 // after a failure the others take nothing new
    stopHeartbeat()
  }
}
