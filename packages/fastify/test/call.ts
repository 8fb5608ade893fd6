import type { FastifyInstance } from 'fastify'

/** What a call over HTTP came to. */
export interface Called {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  json(): unknown
}

interface Request {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly payload?: string | object
}

const started = new WeakMap<FastifyInstance, Promise<string>>()

/** Calls an application over the network, which it listens to from its first call on. */
export async function call(
  app: FastifyInstance,
  path: string,
  { method = 'GET', headers = {}, payload }: Request = {},
): Promise<Called> {
  const listening = started.get(app) ?? app.listen({ port: 0, host: '127.0.0.1' })
  started.set(app, listening)
  const url = await listening
  const isJson = typeof payload === 'object'
  const body = isJson ? JSON.stringify(payload) : payload
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(isJson ? JSON_BODY : {}), ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: text,
    json: () => JSON.parse(text) as unknown,
  }
}

const JSON_BODY = { 'content-type': 'application/json' }
