import { readFileSync } from 'node:fs'

import { findJava } from './find-java.js'
import { mavenJars } from './maven-jars.js'
import { MissingService } from './missing-service.js'
import { rocketMQNames } from './rocketmq-names.js'

/** @type {typeof import('./contract.d.ts').rocketMQJars} */
export async function rocketMQJars(version = '5.3.3', log = () => undefined) {
  const java = findJava()
  if (!java) throw new MissingService(rocketMQNames)
  const ownFolder = process.env['ARQ_ROCKETMQ_HOME']
  const classPath = await mavenJars(readList(version), {
    title: `RocketMQ ${version}`,
    ...(ownFolder && { folder: ownFolder }),
    otherWay: 'ARQ_ROCKETMQ_HOME to a Maven repository folder that has the jars',
    log,
  })
  return { java, classPath }
}

/**
 * What `list-rocketmq-jars.js` writes.
 * @param {string} version
 * @returns {import('./contract.d.ts').JarList}
 */
function readList(version) {
  return JSON.parse(readFileSync(new URL(`rocketmq-jars/${version}.json`, import.meta.url), 'utf8'))
}
