import { join } from 'node:path'

const NAME_SERVER = 'org.apache.rocketmq.namesrv.NamesrvStartup'
const BROKER = 'org.apache.rocketmq.broker.BrokerStartup'

/** @typedef {import('./rocketmq-files.js').PartPlan} PartPlan */
/** @typedef {import('./rocketmq-files.js').ClusterPlan} ClusterPlan */

/**
 * @param {PartPlan} part
 * @param {ClusterPlan} cluster
 * @param {string} classPath
 */
export function nameServerArguments(part, cluster, classPath) {
  const memory = ['-Xms32m', '-Xmx128m', '-XX:MaxDirectMemorySize=128m']
  const main = [NAME_SERVER, '-c', join(part.folder, 'namesrv.conf')]
  return [...memory, ...jvmArguments(part, cluster), '-cp', classPath, ...main]
}

/**
 * @param {PartPlan} part
 * @param {ClusterPlan} cluster
 * @param {string} classPath
 */
export function brokerArguments(part, cluster, classPath) {
  const memory = ['-Xms128m', '-Xmx512m', '-XX:MaxDirectMemorySize=512m']
  const main = [BROKER, '-c', join(part.folder, 'broker.conf')]
  return [...memory, ...jvmArguments(part, cluster), '-cp', classPath, ...main]
}

/**
 * @param {PartPlan} part
 * @param {ClusterPlan} cluster
 */
function jvmArguments({ folder }, { tls, binaryHeader }) {
  return [
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    // Jars whose checksums were compared need no second look at every class: saves a second.
    '-XX:+IgnoreUnrecognizedVMOptions',
    '-XX:+UnlockDiagnosticVMOptions',
    '-XX:-BytecodeVerificationRemote',
    // A killed process would leave a file in the system's temporary folder behind.
    '-XX:-UsePerfData',
    `-Duser.home=${folder}`,
    `-Djava.io.tmpdir=${folder}`,
    `-Drmq.logback.configurationFile=${join(folder, 'logback.xml')}`,
    ...(binaryHeader ? ['-Drocketmq.serialize.type=ROCKETMQ'] : []),
    ...(tls ? tlsArguments(tls) : ['-Dtls.server.mode=disabled']), // else a key is made: 4 s
  ]
}

/** @param {import('./contract.d.ts').RocketMQTls} tls */
function tlsArguments({ caPath, certPath, keyPath }) {
  return [
    '-Dtls.server.mode=enforcing',
    '-Dtls.test.mode.enable=false',
    `-Dtls.server.certPath=${certPath}`,
    `-Dtls.server.keyPath=${keyPath}`,
    // As a client: the broker to the name server.
    '-Dtls.enable=true',
    '-Dtls.client.authServer=true',
    `-Dtls.client.trustCertPath=${caPath}`,
  ]
}
