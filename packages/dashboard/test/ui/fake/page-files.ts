import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join } from 'node:path'

/** The page as it is built. */
export const PAGE_FOLDER = join(import.meta.dirname, '..', '..', '..', 'dist', 'ui')

/** As strict as a policy can be: whatever the page needs beyond it is missing in a test. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export async function readPageFile(path: string, response: ServerResponse): Promise<void> {
  const name = path === '' ? 'index.html' : path
  try {
    const content = await readFile(join(PAGE_FOLDER, name))
    response.writeHead(200, {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
    })
    response.end(content)
  } catch {
    response.writeHead(404)
    response.end()
  }
}
