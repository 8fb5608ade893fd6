import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { type Language, type MetricsSource, type Release, renderText } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import { reportError } from '../run/error-report.js'
import {
  alive,
  type Answer,
  noMetrics,
  noSuchPath,
  onlyRead,
  plainText,
  readiness,
  report,
} from './answers.js'
import { type ListenAddress, listenRefusal } from './listen-refusal.js'
import { endpointTexts } from './texts.js'
import type { WorkerStatus } from './worker-status.js'

export interface HealthEndpointParts extends ListenAddress {
  readonly status: () => WorkerStatus
  /** Absent: `/metrics` says that there are none. */
  readonly metrics: MetricsSource | undefined
  readonly logger: TextLogger
}

/** Answers probes and monitoring over HTTP, from what the worker knows of itself at that moment. */
export class HealthEndpoint {
  readonly #parts: HealthEndpointParts
  readonly #server: Server

  constructor(parts: HealthEndpointParts) {
    this.#parts = parts
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  /** Where it listens, for example `http://127.0.0.1:8080`; `undefined` while it does not. */
  get url(): string | undefined {
    // A string only of a pipe.
    const address = this.#server.address() as AddressInfo | null
    if (!address) return undefined
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
    return `http://${host}:${String(address.port)}`
  }

  /**
   * Listens; the release ends it, together with connections that are kept open.
   * @throws ConfigurationError naming `healthEndpointPort` or `healthEndpointHost` when it cannot listen there
   */
  async open(): Promise<Release> {
    const { host, port, logger } = this.#parts
    const server = this.#server
    try {
      // Rejects when `error` comes first.
      await once(server.listen({ host, port }), 'listening')
    } catch (error) {
      throw listenRefusal(error, { host, port })
    }
    // Out of file descriptors, for instance: no reason to end a worker.
    server.on('error', (error) => logger.error(reportError(error).words, { error }))
    logger.info(endpointTexts.healthEndpoint({ url: this.url }))
    return () => this.#close()
  }

  async #close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, contentType, body } = await this.#answerTo(request)
    response.writeHead(status, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
    })
    // Node sends no body in answer to HEAD.
    response.end(body)
  }

  #answerTo({ method, url = '', headers }: IncomingMessage): Answer | Promise<Answer> {
    const language = languageOf(headers['accept-language'])
    if (method !== 'GET' && method !== 'HEAD') return onlyRead(language)
    const { status } = this.#parts
    switch (url.replace(/\?.*/s, '')) {
      case '/livez':
        return alive()
      case '/readyz':
        return readiness(status().health, language)
      case '/health':
        return report(status(), language)
      case '/metrics':
        return this.#metrics(language)
      default:
        return noSuchPath(language)
    }
  }

  async #metrics(language: Language): Promise<Answer> {
    const { metrics, logger } = this.#parts
    if (!metrics) return noMetrics(language)
    try {
      const body = await metrics.collect()
      return { status: 200, contentType: metrics.contentType, body }
    } catch (error) {
      const text = endpointTexts.metricsFailed({ error: reportError(error).words })
      logger.error(text, { error })
      // What was thrown may name things that are no business of whoever asks.
      return plainText(500, renderText(endpointTexts.metricsFailedHere(), language))
    }
  }
}

const languageOf = (acceptLanguage = ''): Language =>
  /^zh\b/i.test(acceptLanguage) ? 'zh-CN' : 'en'
