import { createHash } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a test makes of one request, before anything else looks at it. */
type Answering = (request: {
  readonly method: string
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
}) =>
  | { readonly status: number; readonly code?: string; readonly more?: string }
  | 'hang up'
  | undefined

export interface FakeS3 {
  readonly endpoint: string
  /** `method path` of each request. */
  readonly requests: string[]
  readonly objects: Map<string, string>
  answering: Answering
  /** Carries a request out, and breaks its connection before the answer. */
  losesNextAnswer: boolean
  keepsConditions: boolean
  close(): Promise<void>
}

const etagOf = (body: string): string => `"${createHash('md5').update(body).digest('hex')}"`

/** Objects in memory, by as much of S3 as the store uses; it checks no signatures. What a real server cannot be made to do. */
export async function startFakeS3(): Promise<FakeS3> {
  const objects = new Map<string, string>()
  const fake: Omit<FakeS3, 'endpoint' | 'close'> = {
    objects,
    requests: [],
    answering: () => undefined,
    losesNextAnswer: false,
    keepsConditions: true,
  }
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      fake.requests.push(`${method} ${path}`)
      const told = fake.answering({ method, path, headers })
      if (told === 'hang up') return void request.socket.destroy()
      if (told) {
        const { status, code = 'Told', more = '' } = told
        const message = `<Error><Code>${code}</Code><Message>as told</Message>${more}</Error>`
        return void response.writeHead(status).end(message)
      }
      const { status, body, etag } = carryOut(
        method,
        path,
        headers,
        Buffer.concat(chunks).toString(),
      )
      if (fake.losesNextAnswer && method === 'PUT') {
        fake.losesNextAnswer = false
        return void request.socket.destroy()
      }
      response.writeHead(status, etag === undefined ? {} : { etag }).end(body)
    })
  })

  const carryOut = (
    method: string,
    path: string,
    headers: http.IncomingHttpHeaders,
    body: string,
  ): { status: number; body?: string; etag?: string } => {
    const stored = objects.get(path)
    const code = (name: string): string => `<Error><Code>${name}</Code></Error>`
    if (method === 'GET') {
      if (stored === undefined) return { status: 404, body: code('NoSuchKey') }
      return { status: 200, body: stored, etag: etagOf(stored) }
    }
    if (method === 'DELETE') return (objects.delete(path), { status: 204 })
    const wanted = headers['if-match']
    const isRefused =
      (headers['if-none-match'] === '*' && stored !== undefined) ||
      (wanted !== undefined && (stored === undefined || wanted !== etagOf(stored)))
    if (isRefused && fake.keepsConditions) return { status: 412, body: code('PreconditionFailed') }
    objects.set(path, body)
    return { status: 200, etag: etagOf(body) }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(fake, {
    endpoint: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}
