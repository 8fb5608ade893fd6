import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const DAYS = ['-days', '3650']
const NEW_KEY = ['-newkey', 'rsa:2048', '-nodes', '-sha256']

// All that is needed in one file, because the options for it differ between OpenSSL's versions.
const SETTINGS = `[req]
distinguished_name = name
prompt = no
[name]
CN = arq test
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = CA:FALSE
subjectAltName = DNS:localhost, IP:127.0.0.1
extendedKeyUsage = serverAuth, clientAuth
`

/**
 * A CA of its own, and a certificate by it for localhost and 127.0.0.1.
 * @param {string} folder
 * @returns {Promise<import('./contract.d.ts').RocketMQTls>}
 */
export async function createTlsFiles(folder) {
  mkdirSync(folder, { recursive: true })
  const at = (/** @type {string} */ name) => join(folder, name)
  const [settings, request] = [at('openssl.cnf'), at('server.csr')]
  const [ca, caKey] = [at('ca.pem'), at('ca.key')]
  const [cert, key] = [at('server.pem'), at('server.key')]
  writeFileSync(settings, SETTINGS)
  await openssl([
    ...['req', '-x509', ...NEW_KEY, ...DAYS, '-config', settings, '-extensions', 'ca'],
    ...['-subj', '/CN=arq test CA', '-keyout', caKey, '-out', ca],
  ])
  await openssl([
    ...['req', '-new', ...NEW_KEY, '-config', settings, '-subj', '/CN=localhost'],
    ...['-keyout', key, '-out', request],
  ])
  await openssl([
    ...['x509', '-req', '-sha256', ...DAYS, '-in', request, '-CA', ca, '-CAkey', caKey],
    ...['-set_serial', '1', '-extfile', settings, '-extensions', 'server', '-out', cert],
  ])
  return { ca: readFileSync(ca, 'utf8'), caPath: ca, certPath: cert, keyPath: key }
}

/** @param {readonly string[]} args */
async function openssl(args) {
  try {
    await run('openssl', args)
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
    const text = code === 'ENOENT' ? 'install openssl (apt-get install openssl)' : message
    throw new Error(`cannot make certificates: ${text}`, { cause: error })
  }
}
