import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'

import { ConfigurationError, type Text, toError } from '@arq/core'

import { texts } from './texts.js'

/** What a URL says of TLS. */
export interface UrlTls {
  /** Paths of files. */
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly verifiesCertificate: boolean
  readonly verifiesName: boolean
}

/** What the database's own programs call them. */
export interface TlsKeys {
  readonly ca: string
  readonly cert: string
  readonly key: string
}

export interface TlsFiles {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly rejectUnauthorized: boolean
}

/**
 * The files that a URL names.
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when one cannot be read, or is not what it should be
 */
export function readTlsFiles(
  { ca, cert, key, verifiesCertificate }: UrlTls,
  names: TlsKeys,
): TlsFiles {
  const files = {
    ...(ca !== undefined && { ca: readPem(names.ca, ca) }),
    ...(cert !== undefined && { cert: readPem(names.cert, cert) }),
    ...(key !== undefined && { key: readPem(names.key, key) }),
  }
  try {
    // What OpenSSL finds no certificate in it passes over.
    for (const pem of [files.ca, files.cert]) if (pem !== undefined) new X509Certificate(pem)
    createSecureContext(files)
  } catch (error) {
    const given = Object.keys(files).map((name) => names[name as keyof TlsKeys])
    const reason = toError(error).message
    throw wrong(texts.filesUnusable({ names: given.join(', '), reason }), error)
  }
  return { ...files, rejectUnauthorized: verifiesCertificate }
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw wrong(texts.fileUnreadable({ name, path }), error)
  }
}

const wrong = (text: Text, cause: unknown): ConfigurationError =>
  new ConfigurationError('SqlResultStore settings', [{ path: 'url', text }], cause)
