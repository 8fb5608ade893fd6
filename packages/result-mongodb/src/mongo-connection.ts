import type { ResultStoreError } from '@arq/core'
import { within } from '@arq/core/internal'
import { connectionFailed, type DatabaseName, reasonOf, timedOut } from '@arq/core/store'
import type { Collection, Db, Document, MongoClient, TopologyDescription } from 'mongodb'

import type { JobDocument } from './job-document.js'
import { createMongoClient } from './mongo-client.js'
import { type Failing, toStoreError } from './mongo-errors.js'
import type { ResolvedMongoSettings } from './mongo-settings.js'
import { ServerClock } from './server-clock.js'

/** Kinds of servers that take writes, in the driver's words. */
const WRITABLE: ReadonlySet<string> = new Set(['Standalone', 'RSPrimary', 'Mongos', 'LoadBalancer'])

/** What the server tells of itself. */
interface Deployment {
  readonly kind: 'standalone' | 'replica set' | 'sharded cluster'
  /** Whether it keeps a log of changes, which change streams read. */
  readonly hasChanges: boolean
}

interface Open {
  readonly client: MongoClient
  readonly db: Db
  readonly jobs: Collection<JobDocument>
}

/** Takes calls to the database, each within its limit, and knows the server's clock and what kind of server it is. */
export class MongoConnection {
  readonly name: DatabaseName
  readonly #settings: ResolvedMongoSettings
  readonly #failing: Failing
  readonly #clock = new ServerClock()
  #open: Open | undefined
  #topology: TopologyDescription | undefined
  #deployment: Deployment | undefined
  #isConnected = false
  #connections = 0

  constructor(settings: ResolvedMongoSettings) {
    const { address, commandTimeoutMs } = settings
    this.#settings = settings
    this.name = { database: 'MongoDB', address: address.shown }
    const replicaSet = address.options.get('replicaset')
    this.#failing = { name: this.name, commandTimeoutMs, replicaSet, masked: address.masked }
  }

  /** Connections are made when they are needed. */
  open(): void {
    const client = createMongoClient(this.#settings)
    client.on('topologyDescriptionChanged', ({ newDescription }) => {
      this.#topology = newDescription
    })
    client.on('connectionCreated', () => (this.#connections += 1))
    client.on('connectionClosed', () => (this.#connections -= 1))
    // What it tells, calls fail with.
    client.on('error', () => undefined)
    const db = client.db(this.#settings.address.database)
    this.#open = { client, db, jobs: db.collection(this.#settings.collection) }
  }

  async close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    this.#isConnected = false
    this.#deployment = undefined
    // A server that is silent is not waited for.
    if (open)
      await within(open.client.close(), this.#settings.commandTimeoutMs).catch(() => undefined)
  }

  /** Of the server, milliseconds since 1970. */
  nowMs(): number {
    return this.#clock.now()
  }

  /** `undefined` until the server has answered once. */
  get deployment(): Deployment | undefined {
    return this.#deployment
  }

  get openConnections(): number {
    return this.#connections
  }

  /** The collection, for what takes its own time: a change stream. */
  get jobs(): Collection<JobDocument> {
    return this.#opened.jobs
  }

  /** @throws ResultStoreError whatever fails, and when there is no answer within the limit */
  async call<T>(run: (jobs: Collection<JobDocument>, db: Db) => Promise<T>): Promise<T> {
    const { jobs, db } = this.#opened
    const limitMs = this.#settings.commandTimeoutMs
    let answer
    try {
      answer = await within(
        this.connected().then(() => run(jobs, db)),
        limitMs,
      )
    } catch (error) {
      throw this.toStoreError(error)
    }
    if (answer) return answer.value
    throw this.#whyNoAnswer() ?? timedOut(this.name, limitMs)
  }

  /**
   * Resolves once the driver has found a server. From then on it looks for a lost one by itself; before, a call after one
   * that found none would only hear that the driver has given up.
   */
  async connected(): Promise<void> {
    if (this.#isConnected) return
    const open = this.#opened
    await open.client.connect()
    this.#isConnected = this.#open === open
  }

  /** Asks the server what it is, and what time it is there. */
  async ping(): Promise<void> {
    const sentMs = performance.now()
    const hello = await this.call((_, db) => db.command({ hello: 1 }))
    const heardMs = performance.now()
    const told: unknown = hello['localTime']
    if (told instanceof Date) this.#clock.told(told.getTime(), { sentMs, heardMs })
    this.#deployment = deploymentOf(hello)
  }

  toStoreError(error: unknown): ResultStoreError {
    return toStoreError(error, this.#failing)
  }

  get #opened(): Open {
    if (!this.#open) throw new Error('the connection is not open')
    return this.#open
  }

  /** The driver may still be looking for a server when the limit is over: then that is what is wrong. */
  #whyNoAnswer(): ResultStoreError | undefined {
    const topology = this.#topology
    if (!topology || [...topology.servers.values()].some(({ type }) => WRITABLE.has(type))) {
      return undefined
    }
    const { error } = topology
    return error
      ? connectionFailed(this.name, { reason: reasonOf(error), cause: error })
      : undefined
  }
}

function deploymentOf(hello: Document): Deployment {
  if (hello['msg'] === 'isdbgrid') return { kind: 'sharded cluster', hasChanges: true }
  return typeof hello['setName'] === 'string'
    ? { kind: 'replica set', hasChanges: true }
    : { kind: 'standalone', hasChanges: false }
}
