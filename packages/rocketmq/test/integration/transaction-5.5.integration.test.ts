import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { JavaPeer } from '../peer/java-peer.js'
import { commitRollbackAsk } from './transactions.js'

describe('transactions on RocketMQ 5.5.0', () => {
  let server: RocketMQServer
  let peer: JavaPeer
  beforeAll(async () => {
    server = await createRocketMQ({ version: '5.5.0' })
    await server.start()
    const { nameServerAddress } = server
    peer = await JavaPeer.start({ nameServerAddress, version: '5.5.0' })
  }, 120_000)
  afterAll(async () => {
    await peer.close()
    await server.dispose()
  })

  it('are committed, rolled back, and asked about', async () => {
    const nameServers = server.nameServerAddress

    await expect(commitRollbackAsk(peer, { nameServers })).resolves.toEqual(['asked', 'yes'])
  }, 60_000)
})
