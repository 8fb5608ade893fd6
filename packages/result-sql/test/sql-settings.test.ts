import { isArqError } from '@arq/core'
import { expect, it } from '@jest/globals'

import { SqlResultStore, type SqlResultStoreSettings } from '../src/index.js'
import { resolveSqlSettings } from '../src/sql-settings.js'

const url = 'postgresql://app:se%63ret@db.example:6543/orders'

const messageOf = (settings: SqlResultStoreSettings): string => {
  try {
    return new SqlResultStore(settings).onFailure
  } catch (error) {
    if (!isArqError(error)) throw error
    return `${error.code} ${error.message} ${JSON.stringify(error.details)}`
  }
}

it('reads a URL, and shows it without the login', () => {
  const { address, tablePrefix } = resolveSqlSettings({
    url: `${url}?prefix=jobs_&sslmode=disable`,
  })
  expect(tablePrefix).toBe('jobs_')
  expect(address.shown).toBe('postgresql://db.example:6543/orders')
  // What is only ours would be refused by the server.
  expect(address).toMatchObject({ connectionString: url, tls: undefined, saysTls: true })
})

it.each([
  ['sslmode=verify-full', true, true],
  ['sslmode=require', true, true],
  ['sslmode=prefer', true, true],
  ['sslrootcert=/etc/ca.pem', true, true],
  ['sslmode=verify-ca&sslrootcert=/etc/ca.pem', true, false],
  ['sslmode=no-verify', false, true],
])('reads of TLS to PostgreSQL: %s', (query, verifiesCertificate, verifiesName) => {
  const { address } = resolveSqlSettings({ url: `${url}?${query}` })
  expect(address).toMatchObject({ tls: { verifiesCertificate, verifiesName } })
})

it('reads a URL of MySQL or MariaDB, and a file for ssl-ca asks for the strictest check', () => {
  const given = 'mariadb://app:se%63ret@db.example/orders?prefix=jobs_&ssl-ca=/etc/ca.pem'
  expect(resolveSqlSettings({ url: given })).toMatchObject({
    tablePrefix: 'jobs_',
    address: {
      kind: 'mysql',
      ...{ host: 'db.example', port: 3306, user: 'app', password: 'secret', database: 'orders' },
      tls: { ca: '/etc/ca.pem', verifiesCertificate: true, verifiesName: true },
      shown: 'mariadb://db.example:3306/orders',
    },
  })
  const { address } = resolveSqlSettings({ url: 'mysql://db/orders?ssl-mode=REQUIRED' })
  expect(address).toMatchObject({ tls: { verifiesCertificate: false, verifiesName: false } })
  expect(messageOf({ url: 'mysql://db/orders?ssl-mode=maybe' })).toContain('known: DISABLED')
})

it('has the defaults that its documentation tells', () => {
  expect(resolveSqlSettings({ url })).toMatchObject({
    tablePrefix: 'arq_',
    migrate: true,
    maxConnections: 5,
    connectTimeoutMs: 5000,
    commandTimeoutMs: 5000,
    degradeOnFailure: true,
  })
})

it.each<[string, SqlResultStoreSettings, string]>([
  [
    'another scheme',
    { url: 'mongodb://app:secret@db/x' },
    'postgresql:, postgres:, mysql:, mariadb:, sqlite:',
  ],
  ['a file with a host', { url: 'sqlite://data/jobs.db' }, 'three slashes'],
  ['no file', { url: 'sqlite:///' }, 'names no file'],
  ['no URL', { url: 'app:secret@db' }, 'begins with app:'],
  ['what cannot be read', { url: 'postgresql://app:secret@db:port/x' }, 'is not a URL'],
  ['no database', { url: 'postgresql://app:secret@db' }, 'names no database'],
  ['an unknown query key', { url: `${url}?sslmod=require` }, 'did you mean sslmode?'],
  ['a prefix that needs quotes', { url, tablePrefix: 'Jobs-' }, 'a to z'],
  ['a prefix in the URL that needs quotes', { url: `${url}?prefix=;drop` }, 'a to z'],
  ['two prefixes', { url: `${url}?prefix=a_`, tablePrefix: 'b_' }, 'give one'],
  ['an unknown mode of TLS', { url: `${url}?sslmode=on` }, 'has sslmode on; known: disable'],
  ['no authority to verify', { url: `${url}?sslmode=verify-ca` }, 'needs sslrootcert'],
  ['half a pair', { url: `${url}?sslcert=/etc/cert.pem` }, 'both sslcert and sslkey'],
  ['TLS twice', { url: `${url}?sslmode=require`, tls: { ca: 'x' } }, 'give one'],
  ['no time at all', { url, commandTimeout: 0 }, 'must be more than 0'],
  ['no connection', { url, maxConnections: 0 }, 'maxConnections'],
])('refuses %s, without the password', (_, settings, hint) => {
  const message = messageOf(settings)
  expect(message).toContain('ARQ_CONFIG_INVALID')
  expect(message).toContain(hint)
  expect(message).not.toContain('secret')
  expect(message).not.toContain('se%63ret')
})
