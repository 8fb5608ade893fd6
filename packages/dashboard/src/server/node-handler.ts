import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'

import type { Dashboard } from '../dashboard.js'

/** A request as Express, Connect and Fastify have it: they may have read its body, and taken a prefix off its URL. */
type MountedRequest = IncomingMessage & { readonly originalUrl?: string; readonly body?: unknown }

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * A dashboard as a `(req, res)` handler: for `node:http`, Express, Connect, Fastify and Nest.
 *
 * @example
 * ```ts
 * app.use('/arq', nodeHandler(dashboard))
 * ```
 */
export function nodeHandler(dashboard: Pick<Dashboard, 'fetch'>): NodeHandler {
  return (request: MountedRequest, response) => {
    const redirect = missingSlash(request)
    if (redirect !== undefined) {
      response.writeHead(308, { location: redirect }).end()
      return
    }
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    void answer(dashboard, request, response, gone.signal).catch(() => response.destroy())
  }
}

async function answer(
  dashboard: Pick<Dashboard, 'fetch'>,
  request: MountedRequest,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const { status, headers, body } = await dashboard.fetch(requestOf(request, signal), request)
  if (response.destroyed) return
  const cookies = headers.getSetCookie()
  // A server that closes waits for each connection that is kept alive; Fastify's for more than a minute.
  if (headers.get('content-type')?.startsWith('text/event-stream')) response.shouldKeepAlive = false
  const plain = Object.fromEntries([...headers].filter(([name]) => name !== 'set-cookie'))
  response.writeHead(status, { ...plain, ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}) })
  if (!body) {
    response.end()
    return
  }
  response.flushHeaders()
  // The two declarations of one class.
  const stream: unknown = body
  const reader = Readable.fromWeb(stream as NodeStream)
  reader.once('error', () => response.destroy())
  response.once('close', () => reader.destroy())
  reader.pipe(response)
}

function requestOf(request: MountedRequest, signal: AbortSignal): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    // Those of HTTP/2 that begin with a colon are no headers of a request.
    if (value === undefined || name.startsWith(':')) continue
    for (const one of typeof value === 'string' ? [value] : value) headers.append(name, one)
  }
  const isSecure = Reflect.get(request.socket, 'encrypted') === true
  const host = request.headers.host ?? 'localhost'
  const base = `${isSecure ? 'https' : 'http'}://${URL.canParse(`http://${host}`) ? host : 'localhost'}`
  const url = new URL(`${base}${pathOf(request.url)}`)
  const method = request.method ?? 'GET'
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers, signal })
  const body = bodyOf(request)
  // Here, too; and those of browsers know no `duplex`.
  const init = { method, headers, signal, body, duplex: 'half' } as unknown as RequestInit
  return new Request(url, init)
}

/** An absolute URL is for proxies. */
const pathOf = (url: string | undefined): string =>
  url?.startsWith('/') === true ? url.replace(/^\/+/, '/') : '/'

/** What a parser of the server has read is written down again. */
function bodyOf(request: MountedRequest): string | NodeStream {
  const { body } = request
  if (body !== undefined && (request.readableEnded || request.complete)) {
    return typeof body === 'string' ? body : JSON.stringify(body)
  }
  return Readable.toWeb(request)
}

/** Mounted at `/arq` and asked for `/arq`: relative requests of the page need the slash. */
function missingSlash({ originalUrl, url }: MountedRequest): string | undefined {
  const [path = '', query] = (originalUrl ?? '').split('?', 2)
  const isRoot = url === '/' || url?.startsWith('/?') === true
  if (originalUrl === undefined || !isRoot || path === '' || path.endsWith('/')) return undefined
  return `${path.slice(path.lastIndexOf('/') + 1)}/${query === undefined ? '' : `?${query}`}`
}
