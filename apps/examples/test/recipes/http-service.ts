import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'

import { afterEach } from '@jest/globals'

interface Request {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A service that gives these answers in turn, the last one for ever; it ends with the test. */
export async function httpService(...answers: readonly Answer[]) {
  const requests: Request[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      const answer = answers[Math.min(requests.length, answers.length) - 1]
      response.writeHead(answer?.status ?? 200, { connection: 'close', ...answer?.headers })
      response.end(answer?.body ?? '{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    server.close()
    await once(server, 'close')
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { requests, url: `http://127.0.0.1:${String(port)}/` }
}
