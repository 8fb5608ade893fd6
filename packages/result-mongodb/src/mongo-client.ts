import { accessSync, constants } from 'node:fs'

import { ConfigurationError, toError } from '@arq/core'
import { MongoClient, type MongoClientOptions } from 'mongodb'

import { type ResolvedMongoSettings, SUBJECT } from './mongo-settings.js'
import { texts } from './texts.js'

/** Of the URL, read by the driver when it connects. */
const TLS_FILES = ['tlsCAFile', 'tlsCertificateKeyFile', 'tlsCRLFile'] as const

const WRITE_CONCERN_KEYS = ['w', 'journal', 'j', 'wtimeoutms', 'wtimeout']

/**
 * The driver's client, which connects when it is first used.
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when the driver refuses the URL, without the password
 */
export function createMongoClient(settings: ResolvedMongoSettings): MongoClient {
  const { address } = settings
  for (const name of TLS_FILES) {
    const path = address.options.get(name.toLowerCase())
    if (path !== undefined) checkReadable(name, path)
  }
  try {
    return new MongoClient(address.connectionString, clientOptions(settings))
  } catch (error) {
    // The driver's own error may carry the whole URL, so it is not passed on.
    const reason = address.masked(toError(error).message)
    throw new ConfigurationError(SUBJECT, [{ path: 'url', text: texts.urlRefused({ reason }) }])
  }
}

function clientOptions(settings: ResolvedMongoSettings): MongoClientOptions {
  const { address, tls, connectTimeoutMs, commandTimeoutMs } = settings
  const says = (...names: readonly string[]): boolean =>
    names.some((name) => address.options.has(name))
  return {
    ...(!says('maxpoolsize') && { maxPoolSize: settings.maxConnections }),
    ...(!says('connecttimeoutms') && { connectTimeoutMS: connectTimeoutMs }),
    ...(!says('sockettimeoutms') && { socketTimeoutMS: commandTimeoutMs }),
    ...(!says('appname') && { appName: 'arq' }),
    ...(!says('serverselectiontimeoutms') && { serverSelectionTimeoutMS: connectTimeoutMs }),
    ...(!says('waitqueuetimeoutms') && { waitQueueTimeoutMS: connectTimeoutMs }),
    // What was answered is kept through a failover, and through a crash of a single server.
    ...(!says(...WRITE_CONCERN_KEYS) && { writeConcern: { w: 'majority', journal: true } }),
    // A record that is behind would be decided over, whatever the URL wishes for other programs.
    readPreference: 'primary',
    ...(tls && { tls: true, ...tlsOptions(tls) }),
  }
}

function tlsOptions(tls: NonNullable<ResolvedMongoSettings['tls']>): MongoClientOptions {
  const given = Object.entries(tls).filter(([, value]) => value !== undefined)
  // The driver passes them on to Node's `tls.connect`, whose names they have.
  return Object.fromEntries(given) as MongoClientOptions
}

function checkReadable(name: string, path: string): void {
  try {
    accessSync(path, constants.R_OK)
  } catch (error) {
    const text = texts.fileUnreadable({ name, path })
    throw new ConfigurationError(SUBJECT, [{ path: 'url', text }], error)
  }
}
