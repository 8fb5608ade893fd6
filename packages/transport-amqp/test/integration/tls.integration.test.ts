import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'

import type { ArqError } from '@arq/core'
import { createTlsFiles } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { AmqpTransport, type AmqpTransportSettings } from '../../src/index.js'
import { errorOf, EventLog, jobMessage } from '../transport-bench.js'
import { VirtualHost } from '../virtual-host.js'

const folder = mkdtempSync(join(tmpdir(), 'arq-tls-'))
let ca: string
/** For `localhost`, by the authority of this test; for the server and for clients. */
let cert: string
let key: string
let host: VirtualHost
let server: Server
let url: string

/** Takes TLS off in front of the broker, as a load balancer does. */
beforeAll(async () => {
  const files = await createTlsFiles(folder)
  ca = files.ca
  cert = readFileSync(files.certPath, 'utf8')
  key = readFileSync(files.keyPath, 'utf8')
  host = await VirtualHost.create()
  const broker = new URL(host.url)
  const upstreamPort = Number(broker.port || 5672)
  const upstreamHost = broker.hostname
  server = createServer(
    { cert, key, ca, requestCert: true, rejectUnauthorized: true },
    (client) => {
      const upstream = connect(upstreamPort, upstreamHost)
      client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
      upstream.on('error', () => client.destroy()).on('close', () => client.destroy())
      client.pipe(upstream).pipe(client)
    },
  )
  server.on('tlsClientError', () => {})
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const address = server.address()
  broker.port = typeof address === 'object' && address ? String(address.port) : ''
  broker.hostname = 'localhost'
  url = broker.href.replace('amqp:', 'amqps:')
})
afterAll(async () => {
  server.close()
  await host.dispose()
  rmSync(folder, { recursive: true })
})

async function publishOver(tls: AmqpTransportSettings['tls'], at = url): Promise<void> {
  const transport = new AmqpTransport({ url: at, ...(tls && { tls }) })
  try {
    await transport.connect()
    await transport.publish(jobMessage('secure', 'x'))
  } finally {
    await transport.close()
  }
}

/** Why the first attempt to connect fails. */
async function firstFailure(tls: AmqpTransportSettings['tls']): Promise<ArqError> {
  const transport = new AmqpTransport({ url, ...(tls && { tls }) })
  const log = new EventLog(transport)
  const connecting = errorOf(transport.connect({ timeoutMs: 'forever' }))
  const { error } = await log.until('connectFailed')
  await transport.close()
  await connecting
  return error
}

describe('TLS', () => {
  it('refuses a broker whose certificate nobody vouches for', async () => {
    const error = await firstFailure(undefined)
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    expect(error.message).toMatch(/self-signed certificate|unable to verify/)
  })

  it('trusts the given authority and shows the given client certificate', async () => {
    await publishOver({ ca, cert, key: Buffer.from(key) })
  })

  it('is refused without a client certificate by a server that asks for one', async () => {
    const error = await firstFailure({ ca })
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    expect(error.message).toMatch(/certificate required|ECONNRESET|EPIPE|disconnected/)
  })

  it('takes any certificate when told to', async () => {
    await publishOver({ rejectUnauthorized: false, cert, key })
  })

  it('checks the name in the certificate against servername', async () => {
    const error = await firstFailure({ ca, cert, key, servername: 'elsewhere' })
    expect(error.message).toContain('elsewhere')
  })

  it('tells in the broker’s words why the virtual host is not opened', async () => {
    const elsewhere = new URL(url)
    elsewhere.pathname = '/no-such-vhost'
    const error = await errorOf(publishOver({ ca, cert, key }, elsewhere.href))
    expect(error?.message).toMatch(/530 NOT_ALLOWED - .*no-such-vhost/)
  })
})
