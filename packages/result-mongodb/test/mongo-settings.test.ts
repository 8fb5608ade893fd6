import { isArqError } from '@arq/core'
import { expect, it } from '@jest/globals'

import { MongoResultStore, type MongoResultStoreSettings } from '../src/index.js'
import { resolveMongoSettings } from '../src/mongo-settings.js'

const url = 'mongodb://app:se%63ret@db1.example:27017,db2.example/orders'

const messageOf = (settings: MongoResultStoreSettings): string => {
  try {
    return new MongoResultStore(settings).onFailure
  } catch (error) {
    if (!isArqError(error)) throw error
    return `${error.code} ${error.message} ${JSON.stringify(error.details)}`
  }
}

it('reads a URL, and shows it without the login', () => {
  const { address, collection } = resolveMongoSettings({
    url: `${url}?prefix=jobs_&authSource=admin`,
  })
  expect(collection).toBe('jobs_jobs')
  // What is only ours would be refused by the driver.
  expect(address.connectionString).toBe(`${url}?authSource=admin`)
  expect(address).toMatchObject({
    database: 'orders',
    shown: 'mongodb://db1.example:27017,db2.example/orders',
  })
})

it('takes the database arq where the URL names none', () => {
  for (const hosts of ['mongodb://db', 'mongodb://db/', 'mongodb+srv://cluster.example?w=1']) {
    expect(resolveMongoSettings({ url: hosts }).address.database).toBe('arq')
  }
})

it('has the defaults that its documentation tells, and takes limits from the URL', () => {
  expect(resolveMongoSettings({ url })).toMatchObject({
    collection: 'arq_jobs',
    migrate: true,
    maxConnections: 5,
    connectTimeoutMs: 5000,
    commandTimeoutMs: 5000,
    degradeOnFailure: true,
  })
  const said = 'maxPoolSize=20&connectTimeoutMS=100&socketTimeoutMS=300'
  expect(resolveMongoSettings({ url: `${url}?${said}` })).toMatchObject({
    maxConnections: 20,
    connectTimeoutMs: 100,
    commandTimeoutMs: 300,
  })
})

it.each<[string, MongoResultStoreSettings, string]>([
  ['another scheme', { url: 'mysql://app:secret@db/x' }, 'known: mongodb:, mongodb+srv:'],
  ['no URL', { url: 'secret' }, 'is not a URL'],
  ['no host', { url: 'mongodb://app:secret@/x' }, 'is not a URL'],
  ['what the driver does not know', { url: `${url}?maxPoolSiz=3` }, 'maxpoolsiz'],
  ['what the driver cannot read', { url: 'mongodb://app:secret@db:port/x' }, 'driver'],
  ['a login that is badly encoded', { url: 'mongodb://app:se%cret@db/x' }, 'percent-encoded'],
  ['writes without an answer', { url: `${url}?w=0` }, 'w=0'],
  ['a prefix that is no name', { url, collectionPrefix: '$jobs' }, 'letters'],
  ['a prefix of MongoDB itself', { url: `${url}?prefix=system.` }, 'letters'],
  ['two prefixes', { url: `${url}?prefix=a_`, collectionPrefix: 'b_' }, 'give one'],
  ['TLS twice', { url: `${url}?tlsAllowInvalidHostnames=true`, tls: { ca: 'x' } }, 'give one'],
  ['two limits', { url: `${url}?maxPoolSize=3`, maxConnections: 4 }, 'give one'],
  ['a file that is not there', { url: `${url}?tls=true&tlsCAFile=/no/ca.pem` }, '/no/ca.pem'],
  ['no time at all', { url, commandTimeout: 0 }, 'must be more than 0'],
  ['no connection', { url, maxConnections: 0 }, 'maxConnections'],
])('refuses %s, without the password', (_, settings, hint) => {
  const message = messageOf(settings)
  expect(message).toContain('ARQ_CONFIG_INVALID')
  expect(message.toLowerCase()).toContain(hint.toLowerCase())
  if (settings.url !== 'secret') expect(message).not.toContain('secret')
  expect(message).not.toContain('se%63ret')
})
