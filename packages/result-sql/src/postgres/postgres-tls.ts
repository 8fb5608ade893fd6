import { checkServerIdentity, type ConnectionOptions } from 'node:tls'

import type { ResolvedSqlSettings } from '../sql-settings.js'
import type { PostgresAddress } from '../sql-url.js'
import { readTlsFiles, type TlsKeys } from '../tls-files.js'

/** As libpq, psql and the driver call them. */
export const POSTGRES_TLS_KEYS: TlsKeys = { ca: 'sslrootcert', cert: 'sslcert', key: 'sslkey' }

/** `undefined`: neither settings nor URL say anything, and the driver does as it is used to. */
type PostgresTls = ConnectionOptions | false | undefined

/**
 * TLS of each new connection. Files that the URL names are read anew for each, since certificates of clients are renewed;
 * while they cannot be read, those from before are used.
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID`, at once, when one cannot be read
 */
export function tlsOfConnections({
  address,
  tls,
}: {
  readonly address: Pick<PostgresAddress, 'tls' | 'saysTls'>
  readonly tls: ResolvedSqlSettings['tls']
}): () => PostgresTls {
  const ofUrl = address.tls
  if (tls) {
    const { servername, ...details } = tls
    // The driver asks for the host, and puts the host in the place of another name.
    const options = { ...details, ...(servername !== undefined && checking(servername)) }
    // Settings and Node call the same things by the same names.
    return () => options as ConnectionOptions
  }
  if (!ofUrl) return () => (address.saysTls ? false : undefined)
  const read = (): ConnectionOptions => ({
    ...readTlsFiles(ofUrl, POSTGRES_TLS_KEYS),
    ...(!ofUrl.verifiesName && { checkServerIdentity: () => undefined }),
  })
  let last = read()
  return () => {
    try {
      last = read()
    } catch {
      // Whoever renews them has not finished.
    }
    return last
  }
}

const checking = (name: string): ConnectionOptions => ({
  checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
})
