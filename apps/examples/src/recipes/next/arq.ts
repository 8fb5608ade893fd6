// lib/arq.ts
import { type Client, createClient } from '@arq/client'

import { newResultStore, newTransport } from '../servers.js'

// `next dev` loads a module again at each change; what is global stays, and with it the one connection.
const place = globalThis as typeof globalThis & { arq?: Promise<Client> }

/** The client of this process, opened by the first request that needs it. */
export function getClient(): Promise<Client> {
  place.arq ??= createClient({
    transport: newTransport(),
    resultStore: newResultStore(),
  }).catch((error: unknown) => {
    // The next request tries again.
    delete place.arq
    throw error
  })
  return place.arq
}
