import type { ResultStore, Transport } from '@arq/core'
import { redactText } from '@arq/core/internal'

import type { MemoryParts, Wiring } from '../wiring.js'

/** What the demo runs on. Client and worker have a connection each, as if they were two programs. */
export interface Servers {
  readonly clientTransport: Transport
  readonly workerTransport: Transport
  readonly resultStore: ResultStore
  /** For people, without passwords. */
  readonly description: string
}

export interface DemoUrls {
  /** Absent: a broker in memory. */
  readonly rabbitmqUrl: string | undefined
  /** Absent: a store in memory. */
  readonly resultStoreUrl: string | undefined
}

const CONNECTION_TIMEOUT = '10s'

/** Opens what the demo runs on; nothing is connected yet. */
export async function openServers(
  { rabbitmqUrl, resultStoreUrl }: DemoUrls,
  wiring: Wiring,
): Promise<Servers> {
  let memory: MemoryParts | undefined
  // Not loaded where URLs name everything: its package need not be there.
  const inMemory = async (): Promise<MemoryParts> => (memory ??= await wiring.openMemory())
  const { clientTransport, workerTransport } =
    rabbitmqUrl === undefined ? await inMemory() : await onBroker(rabbitmqUrl, wiring)
  const resultStore =
    resultStoreUrl === undefined
      ? (await inMemory()).resultStore
      : await wiring.openResultStore({ url: resultStoreUrl })
  const results = resultStoreUrl === undefined ? 'memory:' : redactText(resultStoreUrl)
  const places = [clientTransport.description, results]
  const description = [...new Set(places)].join(', ')
  return { clientTransport, workerTransport, resultStore, description }
}

async function onBroker(url: string, wiring: Wiring) {
  const connect = (role: string): Promise<Transport> =>
    wiring.openTransport({
      url,
      connectionName: `arq demo ${role}`,
      connectionTimeout: CONNECTION_TIMEOUT,
    })
  return { clientTransport: await connect('client'), workerTransport: await connect('worker') }
}
