import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { createServer, type Server } from 'node:tls'

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { AmqpTransport, type AmqpTransportSettings } from '../../src/index.js'
import { errorOf, jobMessage } from '../transport-bench.js'
import { VirtualHost } from '../virtual-host.js'

// Self-signed, for `localhost`, of no use anywhere else.
const read = (name: string): string =>
  readFileSync(new URL(`../tls/${name}`, import.meta.url), 'utf8')
const [cert, key] = [read('certificate.pem'), read('key.pem')]

let host: VirtualHost
let server: Server
let url: string

/** Takes TLS off in front of the broker, as a load balancer does. */
beforeAll(async () => {
  host = await VirtualHost.create()
  const broker = new URL(host.url)
  const upstreamPort = Number(broker.port || 5672)
  const upstreamHost = broker.hostname
  server = createServer({ cert, key, ca: cert, requestCert: true }, (client) => {
    const upstream = connect(upstreamPort, upstreamHost)
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy())
    client.pipe(upstream).pipe(client)
  })
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
})

async function publishOver(tls: AmqpTransportSettings['tls']): Promise<void> {
  const transport = new AmqpTransport({ url, connectionTimeout: '500ms', ...(tls && { tls }) })
  try {
    await transport.connect()
    await transport.publish(jobMessage('secure', 'x'))
  } finally {
    await transport.close()
  }
}

describe('TLS', () => {
  it('refuses a broker whose certificate nobody vouches for', async () => {
    const error = await errorOf(publishOver(undefined))
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    expect(error?.message).toContain('self-signed certificate')
  })

  it('trusts the given authority and shows the given client certificate', async () => {
    await publishOver({ ca: cert, cert, key: Buffer.from(key) })
  })

  it('takes any certificate when told to', async () => {
    await publishOver({ rejectUnauthorized: false, cert, key })
  })

  it('checks the name in the certificate against servername', async () => {
    const error = await errorOf(publishOver({ ca: cert, cert, key, servername: 'elsewhere' }))
    expect(error?.message).toContain('elsewhere')
  })
})
