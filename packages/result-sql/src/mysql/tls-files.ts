import { readFileSync } from 'node:fs'

import { ConfigurationError } from '@arq/core'

import type { MysqlTls } from '../sql-url.js'
import { texts } from '../texts.js'

/**
 * The files that a URL names, read once for all connections.
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when one cannot be read
 */
export function readTlsFiles(tls: MysqlTls | undefined) {
  if (!tls) return undefined
  const { ca, cert, key, verifiesCertificate } = tls
  return {
    ...(ca !== undefined && { ca: readPem('ssl-ca', ca) }),
    ...(cert !== undefined && { cert: readPem('ssl-cert', cert) }),
    ...(key !== undefined && { key: readPem('ssl-key', key) }),
    rejectUnauthorized: verifiesCertificate,
  }
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const text = texts.fileUnreadable({ name, path })
    throw new ConfigurationError('SqlResultStore settings', [{ path: 'url', text }], error)
  }
}
