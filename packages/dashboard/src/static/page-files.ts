import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { PAGE_HEADERS } from '../http/headers.js'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

/** A name with a hash of what is in it: `app-3f9a1c7e.js`. */
const HASHED = /[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/
const YEAR = 'public, max-age=31536000, immutable'

interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly zipped: Uint8Array<ArrayBuffer> | undefined
  readonly type: string
  readonly tag: string
  readonly cacheControl: string
}

/** The files of the page, read once: they are a few hundred kilobytes. */
export class PageFiles {
  readonly #folder: string
  #reading: Promise<ReadonlyMap<string, PageFile>> | undefined

  constructor(folder = fileURLToPath(new URL('../ui', import.meta.url))) {
    this.#folder = folder
  }

  /** @param path without a leading slash; empty: the page itself @returns `undefined`: there is none */
  async answer(path: string, request: Request): Promise<Response | undefined> {
    this.#reading ??= readFolder(this.#folder)
    const file = (await this.#reading).get(path === '' ? 'index.html' : path)
    if (!file) return undefined
    const { bytes, zipped, type, tag, cacheControl } = file
    const headers: Record<string, string> = {
      ...PAGE_HEADERS,
      'cache-control': cacheControl,
      etag: tag,
      vary: 'accept-encoding',
    }
    if (request.headers.get('if-none-match')?.includes(tag) === true) {
      return new Response(null, { status: 304, headers })
    }
    headers['content-type'] = type
    const isZipped =
      zipped !== undefined && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
    if (isZipped) headers['content-encoding'] = 'gzip'
    const body = isZipped ? zipped : bytes
    headers['content-length'] = String(body.byteLength)
    return new Response(request.method === 'HEAD' ? null : body, { headers })
  }
}

async function readFolder(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const found = new Map<string, PageFile>()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)]
    // Maps of sources and the like are for whoever builds the page.
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    found.set(relative(folder, path).split(sep).join('/'), await readPageFile(path, type))
  }
  return found
}

async function readPageFile(path: string, type: string): Promise<PageFile> {
  const bytes = new Uint8Array(await readFile(path))
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  const zipped = /^(?:text|application|image\/svg)/.test(type)
    ? new Uint8Array(gzipSync(bytes))
    : undefined
  return {
    bytes,
    zipped: zipped && zipped.byteLength < bytes.byteLength ? zipped : undefined,
    type,
    tag: `"${hash}"`,
    cacheControl: HASHED.test(path) && !path.endsWith('.html') ? YEAR : 'no-cache',
  }
}
