import { join } from 'node:path'

/**
 * What one process of the cluster is about.
 * @typedef {object} PartPlan
 * @property {string} name `broker-a`, `name-server-1`
 * @property {number} port
 * @property {string} folder everything that it writes lies here
 */

/**
 * What the processes of one cluster have in common.
 * @typedef {object} ClusterPlan
 * @property {import('./contract.d.ts').RocketMQVersion} version
 * @property {readonly PartPlan[]} nameServers
 * @property {readonly PartPlan[]} brokers
 * @property {import('./contract.d.ts').RocketMQCredentials | undefined} credentials
 * @property {import('./contract.d.ts').RocketMQTls | undefined} tls
 * @property {boolean} binaryHeader
 * @property {Readonly<Record<string, string>>} brokerConfig
 */

/**
 * `127.0.0.1:9876;127.0.0.1:9877`
 * @param {readonly { port: number }[]} parts
 */
export function addressList(parts) {
  return parts.map(({ port }) => `127.0.0.1:${port}`).join(';')
}

/**
 * The files of a name server, by name in its folder.
 * @param {PartPlan} part
 * @returns {Record<string, string>}
 */
export function nameServerFiles({ port }) {
  return {
    'namesrv.conf': properties({ listenPort: String(port), bindAddress: '127.0.0.1' }),
    ...loggingFiles(),
  }
}

/**
 * The files of a broker, by name in its folder. They are to be written before each start: a broker
 * writes every setting that it has into its file when one is changed by a request.
 * @param {PartPlan} part
 * @param {ClusterPlan} cluster
 * @returns {Record<string, string>}
 */
export function brokerFiles(part, cluster) {
  const { credentials, version, brokerConfig } = cluster
  const isOldAcl = version === '4.9.7'
  return {
    'broker.conf': properties({
      ...brokerProperties(part, cluster),
      ...(credentials && (isOldAcl ? { aclEnable: 'true' } : aclProperties(credentials))),
      ...brokerConfig,
    }),
    ...(credentials && isOldAcl && { 'conf/plain_acl.yml': plainAcl(credentials) }),
    ...loggingFiles(),
  }
}

/**
 * The whole environment: no NAMESRV_ADDR or JAVA_TOOL_OPTIONS of the user gets in.
 * @param {PartPlan} part
 * @returns {NodeJS.ProcessEnv}
 */
export function partEnvironment({ folder }) {
  return { PATH: process.env['PATH'], LANG: 'C.UTF-8', ROCKETMQ_HOME: folder }
}

/**
 * @param {PartPlan} part
 * @param {ClusterPlan} cluster
 * @returns {Record<string, string>}
 */
function brokerProperties({ name, port, folder }, { nameServers }) {
  return {
    brokerClusterName: 'DefaultCluster',
    brokerName: name,
    brokerId: '0',
    brokerRole: 'ASYNC_MASTER',
    flushDiskType: 'ASYNC_FLUSH',
    listenPort: String(port),
    haListenPort: String(port + 1),
    bindAddress: '127.0.0.1',
    brokerIP1: '127.0.0.1',
    brokerIP2: '127.0.0.1',
    namesrvAddr: addressList(nameServers),
    storePathRootDir: join(folder, 'store'),
    storePathCommitLog: join(folder, 'store', 'commitlog'),
    autoCreateTopicEnable: 'true',
    autoCreateSubscriptionGroup: 'true',
    defaultTopicQueueNums: '4',
    traceTopicEnable: 'true',
    enablePropertyFilter: 'true',
    recallMessageEnable: 'true',
    // Small files, and a disk that is nearly full already is no reason to refuse messages.
    mappedFileSizeCommitLog: '33554432',
    mappedFileSizeConsumeQueue: '120000',
    mappedFileSizeTimerLog: '10485760',
    maxHashSlotNum: '20000',
    maxIndexNum: '80000',
    diskMaxUsedSpaceRatio: '95',
    diskSpaceCleanForciblyRatio: '98',
    diskSpaceWarningLevelRatio: '99',
    warmMapedFileEnable: 'false',
    // A busy machine is no reason either.
    brokerFastFailureEnable: 'false',
    osPageCacheBusyTimeOutMills: '5000',
    timerWheelEnable: 'true',
    timerPrecisionMs: '100',
    // By default an idle broker writes its wheel every second, and takes a third of a core for it.
    timerFlushIntervalMs: '10000',
    transactionCheckInterval: '2000',
    transactionTimeOut: '1000',
    transactionCheckMax: '3',
    // Marks of what is settled are written so often. Later than the check, it would ask again.
    transactionOpBatchInterval: '100',
  }
}

/**
 * Access control of RocketMQ 5.
 * @param {import('./contract.d.ts').RocketMQCredentials} credentials
 * @returns {Record<string, string>}
 */
function aclProperties({ accessKey, secretKey }) {
  const auth = 'org.apache.rocketmq.auth'
  return {
    authenticationEnabled: 'true',
    authenticationProvider: `${auth}.authentication.provider.DefaultAuthenticationProvider`,
    authenticationMetadataProvider: `${auth}.authentication.provider.LocalAuthenticationMetadataProvider`,
    initAuthenticationUser: JSON.stringify({ username: accessKey, password: secretKey }),
    innerClientAuthenticationCredentials: JSON.stringify({ accessKey, secretKey }),
    authorizationEnabled: 'true',
    authorizationProvider: `${auth}.authorization.provider.DefaultAuthorizationProvider`,
    authorizationMetadataProvider: `${auth}.authorization.provider.LocalAuthorizationMetadataProvider`,
  }
}

/**
 * Access control of RocketMQ 4.
 * @param {import('./contract.d.ts').RocketMQCredentials} credentials
 */
function plainAcl({ accessKey, secretKey }) {
  return [
    'accounts:',
    `  - accessKey: ${accessKey}`,
    `    secretKey: ${secretKey}`,
    '    admin: true',
    '',
  ].join('\n')
}

/** @returns {Record<string, string>} */
function loggingFiles() {
  // Warnings go where the rest of the output goes. A check of open transactions is none.
  const logback = `<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d %level %logger - %msg%n</pattern></encoder>
  </appender>
  <logger name="RocketmqTransaction" level="OFF"/>
  <root level="WARN"><appender-ref ref="out"/></root>
</configuration>
`
  return {
    'logback.xml': logback,
    // Without these two, at these places, RocketMQ 4 does not start.
    'conf/logback_namesrv.xml': logback,
    'conf/logback_broker.xml': logback,
  }
}

/** @param {Readonly<Record<string, string>>} settings */
function properties(settings) {
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
  return `${lines.join('\n')}\n`
}
