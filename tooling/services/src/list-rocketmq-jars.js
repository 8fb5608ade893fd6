import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Writes the list of jars that a RocketMQ version needs, for `rocketmq-jars.js`; to be run, with
 * Maven installed, when a version is added: `pnpm rocketmq-jars 5.5.0`.
 */
const MAVEN = 'mvn'
const PARTS = ['namesrv', 'broker', 'client', 'tools']

const [version] = process.argv.slice(2)
if (!version) throw new Error('which version? pnpm rocketmq-jars 5.5.0')

const folder = mkdtempSync(join(tmpdir(), 'arq-rocketmq-jars-'))
try {
  writeFileSync(join(folder, 'pom.xml'), pom(version))
  const repository = join(folder, 'repository')
  const options = ['-DincludeScope=runtime', '-Dmdep.useRepositoryLayout=true']
  execFileSync(
    MAVEN,
    ['-B', '-q', 'dependency:copy-dependencies', ...options, `-DoutputDirectory=${repository}`],
    { cwd: folder, stdio: 'inherit' },
  )
  writeFileSync(
    new URL(`rocketmq-jars/${version}.json`, import.meta.url),
    `${JSON.stringify(listOf(repository), undefined, 2)}\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * @param {string} repository
 * @returns {import('./contract.d.ts').JarList}
 */
function listOf(repository) {
  /** @type {Record<string, string>} */
  const jars = {}
  let bytes = 0
  const names = readdirSync(repository, { recursive: true, encoding: 'utf8' })
  for (const name of names.filter((file) => file.endsWith('.jar')).sort()) {
    const content = readFileSync(join(repository, name))
    jars[name.replaceAll('\\', '/')] = createHash('sha256').update(content).digest('hex')
    bytes += content.length
  }
  return { bytes, jars }
}

/** @param {string} wanted */
function pom(wanted) {
  const dependencies = PARTS.map(
    (part) =>
      `<dependency><groupId>org.apache.rocketmq</groupId>` +
      `<artifactId>rocketmq-${part}</artifactId><version>${wanted}</version></dependency>`,
  )
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>arq</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.join('')}</dependencies></project>`
}
