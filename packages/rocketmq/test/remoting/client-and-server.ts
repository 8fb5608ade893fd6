import { afterEach } from '@jest/globals'

import { RemotingClient, type RemotingClientOptions } from '../../src/remoting/remoting-client.js'
import type { RemotingEvent } from '../../src/remoting/remoting-events.js'
import { type Script, ScriptedServer } from '../scripted-server.js'

export const LIMITS = { timeoutMs: 5000 }
export const REQUEST = { code: 105, ext: { topic: 'T' } }

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** A server under script and a client of it; both end with the test. */
export async function setup(script?: Script, options: RemotingClientOptions = {}) {
  const server = await ScriptedServer.start(script)
  const client = new RemotingClient({ random: () => 0.5, ...options })
  cleanups.push(
    () => client.close(),
    () => server.stop(),
  )
  return { server, client, address: server.address }
}

/** Resolves with the next event that fits. */
export function nextEvent(
  client: RemotingClient,
  fits: (event: RemotingEvent) => boolean,
): Promise<RemotingEvent> {
  return new Promise((resolve) => {
    const off = client.on((event) => {
      if (!fits(event)) return
      off()
      resolve(event)
    })
  })
}

export const isState = (state: string) => (event: RemotingEvent) =>
  event.type === 'connectionState' && event.state === state
