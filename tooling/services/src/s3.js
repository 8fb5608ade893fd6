import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { freePortRow, isFree } from './free-ports.js'
import { MissingService } from './missing-service.js'
import { PrivateServer } from './private-server.js'
import { probeS3 } from './probe-s3.js'
import { findS3Program, s3Program } from './s3-program.js'
import { ServerProcess } from './server-process.js'
import { ServerRecord } from './server-record.js'
import { sweepStaleServers } from './stale-servers.js'

const READY_WITHIN_MS = 15_000

const KEY = 'arq-test'
const SECRET = 'arq-secret'
const BUCKET = 'arq'

/** @type {import('./contract.d.ts').ServiceKind} */
export const s3 = {
  name: 's3',
  title: 'S3',
  howToInstall: 'install Go 1.25 or later, with which versitygw is compiled, or versitygw itself',
  environment: { url: 'ARQ_TEST_S3_URL' },
  standard: { url: bucketUrl('http://127.0.0.1:7070') },
  isOnlyOnRequest: true,
  // Debian 12 has a Go that is too old for it.
  debianPackages: [],
  probe: probeS3,
  findBinary: findS3Program,
  create: createS3,
}

/** @typedef {import('./contract.d.ts').S3Server} S3Server */

/**
 * An S3 server that can be frozen.
 * @implements {S3Server}
 */
class PrivateS3 extends PrivateServer {
  get endpoint() {
    return String(new URL(this.url).searchParams.get('endpoint'))
  }

  pause() {
    this.signal('SIGSTOP')
  }

  resume() {
    this.signal('SIGCONT')
  }
}

/** @type {typeof import('./contract.d.ts').createS3} */
export async function createS3({ dataDir, tls, log = () => undefined } = {}) {
  const command = await s3Program(log)
  if (!command) throw new MissingService(s3)
  sweepStaleServers(log)

  const port = await freePortRow(1)
  const url = bucketUrl(tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`)
  const record = new ServerRecord({ name: s3.name, url, dataDir })
  const buckets = join(record.dataDir, 'buckets')
  // A folder is a bucket.
  mkdirSync(join(buckets, BUCKET), { recursive: true })
  const main = new ServerProcess({
    title: s3.title,
    command,
    args: [
      ...['--port', `127.0.0.1:${port}`, '--access', KEY, '--secret', SECRET],
      ...['--quiet', '--keep-alive'],
      ...(tls ? ['--cert', tls.certPath, '--key', tls.keyPath] : []),
      // ETags stand in extended attributes. Kept in files beside (`--sidecar`), its conditional writes lost updates.
      ...['posix', buckets],
    ],
    cwd: record.dataDir,
    env: process.env,
    output: 's3.log',
    isReady: async () => (tls ? !(await isFree(port)) : (await probeS3(url)) !== undefined),
    readyWithinMs: READY_WITHIN_MS,
  })
  return new PrivateS3({ title: s3.title, access: { url }, record, main, log })
}

/** @param {string} endpoint */
function bucketUrl(endpoint) {
  return `s3://${KEY}:${SECRET}@${BUCKET}?endpoint=${encodeURIComponent(endpoint)}`
}
