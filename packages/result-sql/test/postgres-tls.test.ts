import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createTlsFiles } from '@arq/tooling-services'
import { expect, it } from '@jest/globals'

import { tlsOfConnections } from '../src/postgres/postgres-tls.js'

it('reads the files that a URL names for each connection, and keeps to the last that could be used', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arq-sql-tls-'))
  const [first, second] = [
    await createTlsFiles(join(folder, '1')),
    await createTlsFiles(join(folder, '2')),
  ]
  const ca = join(folder, 'ca.pem')
  copyFileSync(first.caPath, ca)
  const tls = { ca, cert: undefined, key: undefined, verifiesCertificate: true, verifiesName: true }
  const next = tlsOfConnections({ address: { tls, saysTls: true }, tls: undefined })
  expect(next()).toMatchObject({ ca: first.ca })
  copyFileSync(second.caPath, ca)
  expect(next()).toMatchObject({ ca: second.ca })
  writeFileSync(ca, 'half a fi')
  expect(next()).toMatchObject({ ca: second.ca })
  rmSync(folder, { recursive: true })
  expect(next()).toMatchObject({ ca: second.ca })
})
