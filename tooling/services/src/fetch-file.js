import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const MOST_TRIES = 3
const TRY_WITHIN_MS = 180_000

/**
 * Fetches a file whose content is known beforehand. It appears under its name only when it is
 * complete and right, so two processes may fetch the same one, and one that dies leaves no half.
 * @param {{ url: string, file: string, sha256: string }} wanted
 */
export async function fetchFile({ url, file, sha256 }) {
  mkdirSync(dirname(file), { recursive: true })
  for (let tries = 1; ; tries += 1) {
    const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.draft`
    try {
      const found = await download(url, draft)
      if (found !== sha256) throw new Error(`its SHA-256 is ${found}, expected ${sha256}`)
      renameSync(draft, file)
      return
    } catch (error) {
      rmSync(draft, { force: true })
      if (tries < MOST_TRIES) continue
      throw new Error(`cannot fetch ${url} (${MOST_TRIES} tries): ${reasonOf(error)}`, {
        cause: error,
      })
    }
  }
}

/**
 * @param {string} url
 * @param {string} file
 * @returns {Promise<string>} the SHA-256 of what was written
 */
async function download(url, file) {
  const response = await fetch(url, { signal: AbortSignal.timeout(TRY_WITHIN_MS) })
  if (!response.ok || !response.body) throw new Error(`HTTP status ${response.status}`)
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  // The two declarations of a web stream, Node's and the browser's, are one thing.
  const body = /** @type {import('node:stream/web').ReadableStream} */ (response.body)
  await pipeline(Readable.fromWeb(body), hashing, createWriteStream(file))
  return hash.digest('hex')
}

/**
 * `fetch failed` says nothing; its cause does.
 * @param {unknown} error
 * @returns {string}
 */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}, ${error.cause.message}` : error.message
}
