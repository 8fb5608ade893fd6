import http from 'node:http'
import https from 'node:https'

import type { S3Answer } from './s3-answer.js'

export interface ExchangeRequest {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
  /** What a success answers is no text. */
  readonly wantsBytes: boolean
  readonly agent: http.Agent
  /** For opening a connection, where none is kept. */
  readonly connectTimeoutMs: number
  /** From the moment at which there is one. */
  readonly answerTimeoutMs: number
}

/** Why no answer has come. */
export class ExchangeFailure extends Error {
  override readonly name = 'ExchangeFailure'
  /** The limit that was exceeded; `undefined`: the connection failed. */
  readonly exceededMs: number | undefined
  /** The server may have the request. */
  readonly isSent: boolean
  /** It was a kept connection, which the server may have ended meanwhile: a new one tells how it is. */
  readonly wasKept: boolean

  constructor(
    parts: Pick<ExchangeFailure, 'exceededMs' | 'isSent' | 'wasKept'>,
    options?: ErrorOptions,
  ) {
    super('no answer', options)
    this.exceededMs = parts.exceededMs
    this.isSent = parts.isSent
    this.wasKept = parts.wasKept
  }
}

/**
 * One request and its whole answer. Waiting for a free connection is not limited: it ends when those before it do.
 * @throws {@link ExchangeFailure}
 */
export function exchange(request: ExchangeRequest): Promise<Omit<S3Answer, 'isRepeated'>> {
  const { url, method, headers, body, agent, connectTimeoutMs, answerTimeoutMs } = request
  const { wantsBytes } = request
  return new Promise((resolve, reject) => {
    const isTls = url.protocol === 'https:'
    const outgoing = (isTls ? https.request : http.request)(url, { method, agent, headers })
    let isSent = false
    let timer: NodeJS.Timeout | undefined
    const fail = (exceededMs: number | undefined, cause?: Error): void => {
      clearTimeout(timer)
      const wasKept = outgoing.reusedSocket && exceededMs === undefined
      reject(new ExchangeFailure({ exceededMs, isSent, wasKept }, { cause }))
      outgoing.destroy()
    }
    const limit = (ms: number): void => {
      clearTimeout(timer)
      timer = setTimeout(() => fail(ms), ms)
    }
    const connected = (): void => {
      isSent = true
      limit(answerTimeoutMs)
    }
    outgoing.once('socket', (socket) => {
      if (!socket.connecting) {
        connected()
        return
      }
      limit(connectTimeoutMs)
      socket.once(isTls ? 'secureConnect' : 'connect', connected)
    })
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', (error) => fail(undefined, error))
      response.once('end', () => {
        clearTimeout(timer)
        const { statusCode: status = 0, headers: answered } = response
        const bytes = Buffer.concat(chunks)
        // Megabytes are not read as a text that nobody looks at.
        const text = wantsBytes && status < 300 ? '' : bytes.toString()
        resolve({ status, headers: answered, body: text, bytes })
      })
    })
    outgoing.once('error', (error) => fail(undefined, error))
    outgoing.end(body)
  })
}
