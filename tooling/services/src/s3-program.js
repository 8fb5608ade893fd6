import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { findBinary } from './find-binary.js'
import { heartbeat } from './heartbeat.js'
import { programsFolder } from './services-folder.js'

const VERSION = '1.8.0'
const MODULE = `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`
const GO = ['go', '/usr/local/go/bin/go', '/opt/homebrew/bin/go']

const compiled = join(programsFolder, `versitygw-${VERSION}`)

/** The server, or what compiles it. */
export const findS3Program = () => findServer() ?? findBinary(GO)

const findServer = () => findBinary(['versitygw', compiled])

/**
 * The server's program: an installed one, or one that is compiled now, once.
 * @param {import('./contract.d.ts').Log} log
 * @returns {Promise<string | undefined>} undefined: there is no Go
 */
export async function s3Program(log) {
  const server = findServer()
  if (server) return server
  const go = findBinary(GO)
  if (!go) return undefined
  log(
    `compiling an S3 server (versitygw ${VERSION}), once: one to seven minutes, 800 MB of Go's cache`,
  )
  const stopHeartbeat = heartbeat('S3, go install', log)
  await mkdir(programsFolder, { recursive: true })
  const folder = await mkdtemp(join(programsFolder, 'building-'))
  try {
    await promisify(execFile)(go, ['install', MODULE], {
      env: { ...process.env, GOBIN: folder, GOTOOLCHAIN: 'local' },
      maxBuffer: 64 * 1024 * 1024,
    })
    // Whole or not at all, whoever else compiles it meanwhile.
    if (!existsSync(compiled)) await rename(join(folder, 'versitygw'), compiled)
  } finally {
    stopHeartbeat()
    await rm(folder, { recursive: true, force: true })
  }
  return compiled
}
