import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sampleRecord } from '@arq/conformance'
import { createPostgres, createTlsFiles, type PostgresServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { SqlResultStore, type SqlResultStoreSettings } from '../../src/index.js'
import { freshPrefix, openRawClient } from './setup.js'

const ttlMs = 60_000
const folder = mkdtempSync(join(tmpdir(), 'arq-sql-tls-'))
const refused = { code: 'ARQ_STORE_AUTH', retryable: false }

type Files = Awaited<ReturnType<typeof createTlsFiles>>
let files: Files
/** Of another authority. */
let others: Files
let server: PostgresServer
const stores: SqlResultStore[] = []

beforeAll(async () => {
  files = await createTlsFiles(join(folder, 'own'))
  others = await createTlsFiles(join(folder, 'others'))
  const hba = join(folder, 'pg_hba.conf')
  // Who comes without TLS is the test itself.
  writeFileSync(
    hba,
    `hostssl all all 127.0.0.0/8 trust clientcert=verify-ca\nhostnossl all all 127.0.0.0/8 trust\n`,
  )
  server = await createPostgres({
    settings: {
      ssl: 'on',
      listen_addresses: '127.0.0.1,127.0.0.2',
      ssl_cert_file: files.certPath,
      ssl_key_file: files.keyPath,
      ssl_ca_file: files.caPath,
      hba_file: hba,
    },
  })
  await server.start()
})
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
})
afterAll(async () => {
  await server.dispose()
  rmSync(folder, { recursive: true })
})

/** The server's URL with a query; its certificate is for localhost and 127.0.0.1. */
const urlWith = (query: Readonly<Record<string, string>>, host = 'localhost'): string => {
  const url = new URL(server.url)
  url.hostname = host
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
  return url.href
}
const pair = ({ certPath: sslcert, keyPath: sslkey }: Files) => ({ sslcert, sslkey })
const authority = ({ caPath: sslrootcert }: Files) => ({ sslrootcert })
const all = () => ({ ...authority(files), ...pair(files) })

async function connected(settings: SqlResultStoreSettings): Promise<SqlResultStore> {
  const store = new SqlResultStore({ tablePrefix: freshPrefix(), ...settings })
  stores.push(store)
  await store.connect()
  return store
}

const failure = (settings: SqlResultStoreSettings): Promise<unknown> =>
  connected(settings).catch((error: unknown) => error)

/** Whether each connection of the store has TLS, and the name in the certificate that it showed. */
async function sessions(): Promise<readonly unknown[]> {
  const raw = await openRawClient(server.url)
  const { rows } = await raw.query<{ ssl: boolean; client_dn: string }>(
    `select ssl, client_dn from pg_stat_ssl join pg_stat_activity using (pid)
     where application_name = 'arq'`,
  )
  await raw.end()
  return rows
}

describe('TLS to PostgreSQL, with an authority of one’s own and a certificate that clients must show', () => {
  it('is as the URL says, on every connection', async () => {
    const store = await connected({ url: urlWith({ sslmode: 'verify-full', ...all() }) })
    const record = sampleRecord()
    const heard = new Promise<string>((resolve) => void store.subscribe?.(resolve))
    expect(await store.create(record, { ttlMs })).toBe('created')
    await store.transition({ record: { ...record, token: 't' }, guard: 'start', ttlMs })
    expect(await heard).toBe(record.jobId)
    const found = await sessions()
    expect(found.length).toBeGreaterThan(1)
    expect(found).toEqual(found.map(() => ({ ssl: true, client_dn: '/CN=localhost' })))
  })

  it('is as the settings say', async () => {
    const { ca, certPath, keyPath } = files
    const tls = { ca, cert: readFileSync(certPath), key: readFileSync(keyPath, 'utf8') }
    await connected({ url: server.url, tls })
    expect(await sessions()).toEqual([{ ssl: true, client_dn: '/CN=localhost' }])
  })

  it('asks for the name in the certificate, unless another is given or only the authority matters', async () => {
    const url = urlWith({}, '127.0.0.2')
    const query = { sslmode: 'verify-full', ...all() }
    expect(await failure({ url: urlWith(query, '127.0.0.2') })).toMatchObject({
      ...refused,
      message: expect.stringContaining('tls.servername'),
    })
    await connected({ url: urlWith({ ...query, sslmode: 'verify-ca' }, '127.0.0.2') })
    const { ca, certPath, keyPath } = files
    const tls = { ca, cert: readFileSync(certPath), key: readFileSync(keyPath) }
    await connected({ url, tls: { ...tls, servername: 'localhost' } })
    expect(await failure({ url: urlWith({}), tls: { ...tls, servername: 'db' } })).toMatchObject(
      refused,
    )
  })

  it('says that the server’s authority is none that is trusted, and how to name one', async () => {
    for (const query of [{ ...pair(files), ...authority(others) }, { sslmode: 'require' }]) {
      expect(await failure({ url: urlWith(query) })).toMatchObject({
        ...refused,
        message: expect.stringMatching(/certificate.*Name the right one with sslrootcert/),
      })
    }
  })

  it('says that the server takes no client without a certificate, or with one of others', async () => {
    expect(await failure({ url: urlWith(authority(files)) })).toMatchObject({
      ...refused,
      message: expect.stringContaining('valid client certificate'),
    })
    expect(await failure({ url: urlWith({ ...authority(files), ...pair(others) }) })).toMatchObject(
      { ...refused, message: expect.stringContaining('sslcert') },
    )
  })

  it('says that the server speaks no TLS', async () => {
    const plain = await createPostgres({ settings: { ssl: 'off' } })
    await plain.start()
    const error = await failure({ url: `${plain.url}?sslmode=require` })
    await plain.dispose()
    expect(error).toMatchObject({
      ...refused,
      message: expect.stringContaining('does not speak TLS'),
    })
  })

  it.each([
    ['that is not there', 'sslrootcert', '/nowhere/ca.pem', 'cannot be read: /nowhere/ca.pem'],
    [
      'that is no certificate',
      'sslrootcert',
      import.meta.filename,
      'names files that cannot be used',
    ],
  ])('is refused at once with a file %s', async (_, key, path, hint) => {
    const error = await failure({ url: urlWith({ ...all(), [key]: path }) })
    expect(error).toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining(hint),
    })
  })
})
