import { readFileSync } from 'node:fs'

import { afterEach, describe, expect, it } from '@jest/globals'

import { RemotingClient, type RemotingClientOptions } from '../../src/remoting/remoting-client.js'
import { ScriptedServer } from '../scripted-server.js'

// Self-signed, for `localhost` and 127.0.0.1, of no use anywhere else.
const read = (name: string): string =>
  readFileSync(new URL(`../tls/${name}`, import.meta.url), 'utf8')
const [cert, key] = [read('certificate.pem'), read('key.pem')]

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function setup(tls: RemotingClientOptions['tls'], { requestCert = false } = {}) {
  const server = await ScriptedServer.start({}, { cert, key, ca: cert, requestCert })
  const client = new RemotingClient(tls === undefined ? {} : { tls })
  cleanups.push(
    () => client.close(),
    () => server.stop(),
  )
  const call = () => client.invoke(server.address, { code: 105 }, { timeoutMs: 5000 })
  return { server, call }
}

describe('TLS', () => {
  it('trusts the authority that is given, and checks the address', async () => {
    const { call } = await setup({ ca: cert })

    await expect(call()).resolves.toMatchObject({ code: 0 })
  })

  it('sends the name that is asked for, and checks the certificate against it', async () => {
    const { call, server } = await setup({ ca: cert, servername: 'localhost' })
    await call()

    // Node's types do not know the property that its documentation describes.
    expect(Reflect.get(server.peers[0]!.socket, 'servername')).toBe('localhost')
    const { call: misled } = await setup({ ca: cert, servername: 'elsewhere.example' })
    await expect(misled()).rejects.toMatchObject({
      code: 'ROCKETMQ_TLS_FAILED',
      message: expect.stringContaining('elsewhere.example'),
      isFatal: true,
    })
  })

  it('refuses a certificate that nobody vouches for, unless told not to care', async () => {
    const { call } = await setup(true)
    await expect(call()).rejects.toMatchObject({
      code: 'ROCKETMQ_TLS_FAILED',
      details: { systemCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    })

    const { call: careless } = await setup({ rejectUnauthorized: false })
    await expect(careless()).resolves.toMatchObject({ code: 0 })
  })

  it('shows the client’s certificate to a server that wants one', async () => {
    const { call } = await setup({ ca: cert, cert, key }, { requestCert: true })
    await expect(call()).resolves.toMatchObject({ code: 0 })

    const { call: anonymous } = await setup({ ca: cert }, { requestCert: true })
    await expect(anonymous()).rejects.toMatchObject({
      code: 'ROCKETMQ_TLS_FAILED',
      message: expect.stringMatching(/certificate/i),
    })
  })

  it('is asked for in the error when only the server speaks it', async () => {
    const { call } = await setup(undefined)

    await expect(call()).rejects.toThrow(/TLS/)
  })

  it('that only the client speaks is told apart from a wrong certificate', async () => {
    const server = await ScriptedServer.start({
      onConnect: ({ socket }) => socket.once('data', () => socket.end('not TLS at all')),
    })
    const client = new RemotingClient({ tls: { ca: cert } })
    cleanups.push(
      () => client.close(),
      () => server.stop(),
    )

    await expect(client.invoke(server.address, { code: 105 }, { timeoutMs: 5000 })).rejects.toThrow(
      'it may not speak TLS',
    )
  })
})
