/**
 * What the rest of the repository may rely on, and the interfaces between the files of this
 * package. The JavaScript beside it is checked against these types (`test/contract.test.js`).
 */

/** Takes one line for a person to read. */
export type Log = (line: string) => void

export interface UntilOptions {
  /** What is waited for, for the error. */
  readonly what: string
  readonly withinMs: number
  /** Default: 50. */
  readonly everyMs?: number
}

/**
 * For what nobody tells, as what a management API counts: asks again and again until the answer is something.
 * @throws Error naming what did not come
 */
export function until<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  options: UntilOptions,
): Promise<T>

export type ServiceName =
  'rabbitmq' | 'redis' | 'rocketmq' | 'postgresql' | 'mariadb' | 's3' | 'mongodb'

/** How to reach a server. */
export interface Access {
  readonly url: string
  /** RabbitMQ's management HTTP API with user and password, for example `http://guest:guest@…`. */
  readonly managementUrl?: string | undefined
}

/** A server of our own: private data folder, private ports that stay the same over restarts. */
export interface Server extends Access {
  /** The server's process while it runs (not of one in a container). */
  readonly pid: number | undefined
  /** Where its files are (not of one in a container). */
  readonly dataDir?: string | undefined
  /** Resolves when the server has answered in its own protocol. */
  start(): Promise<void>
  /** Asks it to end (SIGTERM, SIGKILL after a grace time). Its data stay. */
  stop(): Promise<void>
  /** Ends it at once, as a crash would (SIGKILL). Its data on disk stay. */
  kill(): Promise<void>
  /** `stop` if it runs, then `start`: same ports, same data folder. */
  restart(): Promise<void>
  /** Ends it and deletes its data folder. Safe to call again. */
  dispose(): Promise<void>
  /** Lets it outlive this process; `npm run services -- stop` ends it then. */
  release(): void
}

export interface RabbitServer extends Server {
  readonly managementUrl: string
}

/** A broker whose management API lets us in. */
export interface VirtualHostOptions {
  readonly url: string
  readonly managementUrl: string
}

export interface VirtualHost {
  readonly name: string
  /** Its AMQP address. */
  readonly url: string
  /** Asks the management API: `manage('queues/<name>')`. Rejects unless the answer is good. */
  readonly manage: (path: string, method?: string, body?: unknown) => Promise<unknown>
  /** With all queues that were made in it. */
  readonly delete: () => Promise<void>
}

/**
 * A virtual host of a test file's own, on the broker that `npm test` has given, or on another one.
 * @param start of its name, whose rest is random
 */
export function createVirtualHost(start: string, broker?: VirtualHostOptions): Promise<VirtualHost>

interface Freezable {
  /** Freezes the process (SIGSTOP): connections stay open and nothing answers. */
  pause(): void
  /** Lets a paused process go on (SIGCONT). */
  resume(): void
}

export interface RedisServer extends Server, Freezable {
  /** With the option `tls`; the server asks every client for a certificate, too. */
  readonly tls: RocketMQTls | undefined
}

export interface PrivateRabbitServer extends RabbitServer, Freezable {
  /** What `rabbitmqctl` prints: `ctl('set_vm_memory_high_watermark', '0.4')`. Each call takes seconds of CPU. */
  ctl(...args: readonly string[]): Promise<string>
}

export interface ServerOptions {
  /** Where its files go. Default: a new folder in the repository's `.services/`, deleted by `dispose`. */
  readonly dataDir?: string
  /** Default: says nothing. */
  readonly log?: Log
}

/** One that no machine needs to have: it is got in a root file system of its own. */
export type RabbitVersion = '4.0.5' | '4.3.6'

export interface RabbitOptions extends ServerOptions {
  /** Default: the one in `ARQ_TEST_RABBITMQ_VERSION`; without that the one that is installed. */
  readonly version?: RabbitVersion
  /** Of Erlang's application `rabbit`, for `advanced.config`; they win over ours: `{ consumer_timeout: 5000 }`. */
  readonly settings?: Readonly<Record<string, number>>
  /** Beside the management plugin: `['rabbitmq_shovel']`. They must be installed. */
  readonly plugins?: readonly string[]
}

/**
 * A private, throw-away RabbitMQ, not yet started. The first of a version gets it: 30 to 100 s, 300 MB
 * on disk. Rejects with {@link MissingService} without a binary, or when the version cannot be got
 * (that takes debootstrap and a Debian mirror), and where it could not be run (that takes Linux,
 * root and mounts); the message is one line that says which of these lacks.
 */
export function createRabbit(options?: RabbitOptions): Promise<PrivateRabbitServer>

export interface RabbitClusterOptions extends RabbitOptions {
  /** Default: 3. */
  readonly nodes?: 2 | 3
}

/** One node of a RabbitMQ cluster. */
export interface RabbitNode {
  /** Of the Erlang node, as RabbitMQ tells who leads a queue: `arq1@localhost`. */
  readonly name: string
  /** Stays the same over restarts. */
  readonly url: string
  readonly managementUrl: string
  readonly pid: number | undefined
  /** As a crash would (SIGKILL). Data on disk stay. */
  kill(): Promise<void>
  /** In good order (SIGTERM). */
  stop(): Promise<void>
  /** Kills it if it runs, and starts it on its data; resolves when all running nodes know it again. */
  restart(): Promise<void>
  /** Freezes the process (SIGSTOP): connections stay open and nothing answers. */
  pause(): void
  /** Lets a paused process go on (SIGCONT). */
  resume(): void
}

/**
 * Nodes that form one broker, as one server: `stop`, `kill` and `restart` are about all of them, and
 * `start` resolves when each knows all. `url` is the first node's.
 */
export interface RabbitClusterServer extends RabbitServer {
  /** Of every node: what clients are given. */
  readonly urls: readonly [string, ...string[]]
  readonly nodes: readonly [RabbitNode, ...RabbitNode[]]
}

/** A private, throw-away cluster of RabbitMQ, not yet started. Rejects as {@link createRabbit} does. */
export function createRabbitCluster(options?: RabbitClusterOptions): Promise<RabbitClusterServer>

/** One that no machine needs to have: it is got from another Debian release, into a folder of its own. */
export type RedisVersion = 'redis-6.0' | 'redis-8.0' | 'valkey-8.1' | 'valkey-9.1'

export interface RedisOptions extends ServerOptions {
  /** Default: the installed one. The first of a version gets it: 3 to 15 s, 35 MB on disk. */
  readonly version?: RedisVersion
  /** Of `redis.conf`: `{ maxmemory: '10mb' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** It speaks TLS and nothing else, with a certificate of an own CA, and asks clients for one. Default: false. */
  readonly tls?: boolean
  /**
   * Keeps every write in an append-only file, synced as Redis's `appendfsync` says, so that the data
   * survive `kill` and `restart`. With `always` Redis answers a write after the sync: what it has
   * answered is kept. Default: no file, a restart is a fresh Redis.
   */
  readonly appendFsync?: 'always' | 'everysec' | 'no'
}

/** A private, throw-away Redis, not yet started. Rejects with {@link MissingService} without a binary. */
export function createRedis(options?: RedisOptions): Promise<RedisServer>

/** One process of several. */
export interface RedisNode {
  /** In a cluster the node's id. */
  readonly name: string
  /** It stays the same over restarts. */
  readonly url: string
  readonly port: number
  readonly pid: number | undefined
  /** As a crash would (SIGKILL). Without an append-only file its data are gone. */
  kill(): Promise<void>
  /** In good order (SIGTERM). */
  stop(): Promise<void>
  /** Kills it if it runs, and starts it; resolves when all that run have found their places again. */
  restart(): Promise<void>
  /** Freezes the process (SIGSTOP): connections stay open and nothing answers. */
  pause(): void
  /** Lets a paused process go on (SIGCONT). */
  resume(): void
}

export interface RedisClusterOptions extends Omit<RedisOptions, 'appendFsync'> {
  /** Default: 3. */
  readonly masters?: number
  /** Of each master. Default: 1. */
  readonly replicas?: number
}

/** Nodes that form one cluster, as one server: masters first. */
export interface RedisClusterServer extends Server {
  readonly urls: readonly string[]
  readonly nodes: readonly RedisNode[]
  /** With the option `tls`. */
  readonly tls: RocketMQTls | undefined
  /** Resolves when every node that runs calls the cluster whole, and every replica follows its master. */
  settled(): Promise<void>
}

/**
 * A private, throw-away Redis Cluster, not yet started (1 to 3 s). It takes a master for dead after 2 s. Rejects as
 * {@link createRedis} does.
 */
export function createRedisCluster(options?: RedisClusterOptions): Promise<RedisClusterServer>

export interface RedisSentinelOptions extends Omit<RedisOptions, 'appendFsync' | 'tls'> {
  /** Default: 2. */
  readonly replicas?: number
  /** Default: 3, of which two must agree. */
  readonly sentinels?: number
}

/** A Redis with replicas, and sentinels that watch over them, as one server. */
export interface RedisSentinelServer extends Server {
  /** The one that was started as master first. */
  readonly nodes: readonly RedisNode[]
  readonly sentinels: readonly RedisNode[]
  /** Under which the sentinels know the master. */
  readonly masterName: string
  /** Resolves when one is master, the others that run follow it, and all sentinels see the same. */
  settled(): Promise<void>
}

/**
 * A private, throw-away Redis under Sentinel, not yet started (3 s). A master is taken for dead after 1 s. Rejects as
 * {@link createRedis} does.
 */
export function createRedisSentinel(options?: RedisSentinelOptions): Promise<RedisSentinelServer>

export interface PostgresServer extends Server, Freezable {}

export interface PostgresOptions extends ServerOptions {
  /** Of `postgresql.conf`: `{ max_connections: '20' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

/**
 * A private, throw-away PostgreSQL, not yet started; its user `postgres` needs no password. What it has answered survives
 * `kill` and `restart`. Rejects with {@link MissingService} without a binary.
 */
export function createPostgres(options?: PostgresOptions): Promise<PostgresServer>

export interface MariaDBServer extends Server {
  /** Freezes the process (SIGSTOP). Resolves when all its threads stand still: until then one could still answer. */
  pause(): Promise<void>
  /** Lets a paused process go on (SIGCONT). */
  resume(): void
}

export interface MariaDBOptions extends ServerOptions {
  /** Of its command line: `{ 'max-allowed-packet': '1M' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

/**
 * A private, throw-away MariaDB, not yet started; its user `root` needs no password, and its URL names a database `arq`.
 * What it has answered survives `kill` and `restart`. Rejects with {@link MissingService} without a binary.
 */
export function createMariaDB(options?: MariaDBOptions): Promise<MariaDBServer>

/**
 * A private, throw-away MySQL, the newest that Debian has, with the same options and promises as {@link createMariaDB}.
 * It is got once, with its libraries. Rejects with {@link MissingService} where it cannot be had.
 */
export function createMySQL(options?: MariaDBOptions): Promise<MariaDBServer>

/** Its URL is that of a bucket, with login and endpoint: `s3://key:secret@arq?endpoint=http%3A%2F%2F127.0.0.1%3A…`. */
export interface S3Server extends Server, Freezable {
  /** `http://127.0.0.1:…` or `https://localhost:…`. */
  readonly endpoint: string
}

export interface S3Options extends ServerOptions {
  /** Speaks TLS, with these files: see {@link createTlsFiles}. Default: it does not. */
  readonly tls?: { readonly certPath: string; readonly keyPath: string }
}

/**
 * A private, throw-away S3 (versitygw, on files), not yet started, with an empty bucket. What it has answered survives
 * `kill` and `restart`. The first one compiles it, once: one to seven minutes. Rejects with {@link MissingService} without
 * Go.
 */
export function createS3(options?: S3Options): Promise<S3Server>

export interface MongoDBServer extends Server, Freezable {
  /** With the option `tls`. */
  readonly tls: RocketMQTls | undefined
}

export interface MongoDBOptions extends ServerOptions {
  /** A single server without a log of changes. Default: the only member of a replica set. */
  readonly isStandalone?: boolean
  /** Lets nobody in without a login; users are made on the same data before, without it. Default: false. */
  readonly needsLogin?: boolean
  /** Speaks TLS and nothing else, with a certificate of an own CA. Default: false. */
  readonly tls?: boolean
}

/**
 * A private, throw-away MongoDB, not yet started. What it has answered survives `kill` and `restart`. It is SecantusDB, a
 * server for tests with MongoDB's protocol and storage engine: slow, so that a test of some hundred writes takes seconds.
 * The first one is got with pip. Rejects with {@link MissingService} without a Python 3 that has venv.
 */
export function createMongoDB(options?: MongoDBOptions): Promise<MongoDBServer>

/**
 * The Python of an environment that has this package of PyPI, made with pip if need be: once per repository. Rejects
 * without a Python 3 that has venv.
 */
export function pythonWith(
  wanted: { readonly name: string; readonly version: string },
  log: Log,
): Promise<string>

export type RocketMQVersion = '5.3.3' | '5.5.0' | '4.9.7'

export interface RocketMQOptions extends ServerOptions {
  /** Default: 5.3.3. */
  readonly version?: RocketMQVersion
  /** Masters of one cluster, `broker-a` and `broker-b`. Default: 1. */
  readonly brokers?: 1 | 2
  /** Default: 1. */
  readonly nameServers?: 1 | 2
  /** Lets nobody in without the signature of {@link RocketMQServer.credentials}. Default: false. */
  readonly acl?: boolean
  /** Every port speaks TLS and nothing else, with a certificate of an own CA. Default: false. */
  readonly tls?: boolean
  /** Servers write their headers in the binary form. Default: false, JSON. */
  readonly binaryHeader?: boolean
  /** Keys of `broker.conf`, for every broker, before ours: `{ messageDelayLevel: '1s 2s 3s' }`. */
  readonly brokerConfig?: Readonly<Record<string, string>>
}

/** One process of a RocketMQ cluster. */
export interface RocketMQPart {
  /** `127.0.0.1:<port>`; it stays the same over restarts. */
  readonly address: string
  readonly pid: number | undefined
  /** As a crash would (SIGKILL). Data on disk stay. */
  kill(): Promise<void>
  /** In good order (SIGTERM): 3 s for a name server, up to 17 s for a broker. */
  stop(): Promise<void>
  /** Kills it if it runs, and starts it on its data; resolves when all brokers have a route again. */
  restart(): Promise<void>
  /** Freezes the process (SIGSTOP): connections stay open and nothing answers. */
  pause(): void
  /** Lets a paused process go on (SIGCONT). */
  resume(): void
}

export interface RocketMQBroker extends RocketMQPart {
  readonly name: string
}

export interface RocketMQTopicOptions {
  /** Read and write queues on each broker. Default: 4. */
  readonly queues?: number
  /** Of RocketMQ 5: `{ 'message.type': 'FIFO' }`. */
  readonly attributes?: Readonly<Record<string, string>>
}

/** Name servers and brokers, as one server; `stop`, `kill` and `restart` are about all of them. */
export interface RocketMQServer extends Server {
  readonly version: RocketMQVersion
  /** `127.0.0.1:9876`, several joined by `;`: what clients are given. The same as `url`. */
  readonly nameServerAddress: string
  readonly nameServers: readonly [RocketMQPart, ...RocketMQPart[]]
  readonly brokers: readonly [RocketMQBroker, ...RocketMQBroker[]]
  /** With the option `acl`: an administrator. */
  readonly credentials: RocketMQCredentials | undefined
  /** With the option `tls`. */
  readonly tls: RocketMQTls | undefined
  /** Resolves when every running name server knows its route. */
  createTopic(name: string, options?: RocketMQTopicOptions): Promise<void>
}

export interface RocketMQCredentials {
  readonly accessKey: string
  readonly secretKey: string
}

export interface RocketMQTls {
  /** The certificate of the CA, in PEM. */
  readonly ca: string
  readonly caPath: string
  /** The servers' certificate, for localhost and 127.0.0.1, and its key. */
  readonly certPath: string
  readonly keyPath: string
}

/**
 * A CA of its own in this folder, and a certificate by it for localhost and 127.0.0.1, for servers and clients.
 * Rejects where there is no openssl.
 */
export function createTlsFiles(folder: string): Promise<RocketMQTls>

/**
 * A private, throw-away RocketMQ, not yet started. The first of a version fetches its jars. Rejects
 * with {@link MissingService} without a JDK.
 */
export function createRocketMQ(options?: RocketMQOptions): Promise<RocketMQServer>

/**
 * The program of Chromium or Chrome: that of `ARQ_TEST_CHROMIUM`, else one that is installed. Where root can install
 * Debian's (400 MB, most of a minute), it does. Rejects with one line that says what to do when there is none.
 */
export function findChromium(log?: Log): Promise<string>

/** The same where it is there already; undefined: {@link findChromium} would have to get it. */
export function installedChromium(): string | undefined

/** The `java` program of Java 11 or later that is installed here, or undefined. */
export function findJava(): string | undefined

/** Jars of a Maven repository. */
export interface JarList {
  /** Of all jars. */
  readonly bytes: number
  /** Path in the repository, and SHA-256 of the content. */
  readonly jars: Readonly<Record<string, string>>
}

export interface MavenJarsOptions {
  /** Of what they are, for the person who waits: `RocketMQ 5.3.3`. */
  readonly title: string
  /** In the layout of a Maven repository. Default: `.services/jars`. */
  readonly folder?: string
  /** What a person may set instead, where the jars cannot be fetched. */
  readonly otherWay?: string
  readonly log?: Log
}

/**
 * Fetches the jars that are not there yet, from Maven Central or the mirror in `ARQ_MAVEN_REPOSITORY`.
 * @returns a class path of all
 */
export function mavenJars(list: JarList, options: MavenJarsOptions): Promise<string>

/** RocketMQ's own Java classes, and a JDK to run them. */
export interface RocketMQJars {
  /** For `java -cp`: the jars of servers, client and administration. */
  readonly classPath: string
  /** The `java` program, of Java 11 or later. */
  readonly java: string
}

/** The jars of a version, fetched if need be. Rejects with {@link MissingService} without a JDK. */
export function rocketMQJars(version?: RocketMQVersion, log?: Log): Promise<RocketMQJars>

/**
 * Compiles Java against the jars, unless these very sources were compiled before. The class path it
 * resolves with begins with the classes. Rejects with the compiler's words.
 */
export function compileJava(sources: readonly string[], jars: RocketMQJars): Promise<RocketMQJars>

/** Where a service came from. */
export type Source =
  'environment' | 'background' | 'standard port' | 'binary' | 'debian' | 'container'

export interface ServiceDetails extends Access {
  readonly source: Source
  readonly startedByUs: boolean
  /** Where it could be told. */
  readonly version?: string | undefined
  readonly pid?: number | undefined
  /** Only of a server started by us. */
  readonly restart?: (() => Promise<void>) | undefined
}

export interface RunningServices {
  readonly urls: Readonly<Partial<Record<ServiceName, string>>>
  readonly details: Readonly<Partial<Record<ServiceName, ServiceDetails>>>
  /** What test processes read: `ARQ_TEST_RABBITMQ_URL` and so on. */
  readonly environment: Readonly<Record<string, string>>
  /**
   * From now on: what the servers that were started here log of their own faults, such as crashes. The function gives the
   * lines so far, for people; none when all is well.
   */
  watchFaults(): () => readonly string[]
  /** Ends what was started here, and only that. Safe to call again. */
  stop(): Promise<void>
}

export interface StartServicesOptions {
  /** Default: says nothing. */
  readonly log?: Log
  /** The data folder of each service is made in it. Default: the repository's `.services/`. */
  readonly dataDir?: string
  /** Servers outlive this process, and neither signals nor its end stop them. */
  readonly background?: boolean
  /**
   * RabbitMQ, if it is among them, is started by us in this version, whatever else runs; tests that
   * get `environment` start their own in it too.
   */
  readonly rabbitVersion?: RabbitVersion
}

/** Finds or starts the services; all or none. Rejects with {@link MissingService}. */
export function startServices(
  names: readonly ServiceName[],
  options?: StartServicesOptions,
): Promise<RunningServices>

/** A service can neither be found nor started here; the message is one line that says how to install it. */
export class MissingService extends Error {
  constructor(service: Pick<ServiceKind, 'name' | 'title' | 'howToInstall' | 'environment'>)
  readonly service: ServiceName
}

/** Everything that is particular to one service. Adding a service is writing one of these. */
export interface ServiceKind {
  readonly name: ServiceName
  /** For people: `RabbitMQ`. */
  readonly title: string
  /** For a person whose machine cannot install it by itself. */
  readonly howToInstall: string
  /** Names of the variables that carry each part of its access. */
  readonly environment: { readonly url: string; readonly managementUrl?: string }
  /** Where a server that was installed in the usual way listens. */
  readonly standard: Access
  readonly debianPackages: readonly string[]
  /** The last resort. Without one there is no container of this kind. */
  readonly container?: ContainerRecipe
  /** What a server of ours says of its own faults. Absent: nothing is read. */
  readonly log?: ServerLog
  /** Nobody gets it without naming it: `services start` alone leaves it out. */
  readonly isOnlyOnRequest?: boolean
  /** Logs in. Its version if it answers and lets us in, else undefined; never rejects. */
  probe(url: string): Promise<Probed | undefined>
  /** Where the server's program is, or undefined. */
  findBinary(): string | undefined
  /** A server from that program; its files go to `options.dataDir`. */
  create(options?: ServerOptions): Promise<Server>
}

/** Where a server writes, and how its faults are told from what it answers to clients. */
export interface ServerLog {
  /** In its data folder. */
  readonly file: string
  /** Lines for people. */
  readonly faultsIn: (text: string) => string[]
}

export interface Probed {
  readonly version?: string | undefined
}

export interface ContainerRecipe {
  readonly image: string
  /** Ports inside, and the URL that each becomes; `{port}` is the one outside. */
  readonly ports: readonly {
    readonly part: 'url' | 'managementUrl'
    readonly inside: number
    readonly url: string
  }[]
  readonly command?: readonly string[]
}
