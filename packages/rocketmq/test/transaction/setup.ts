import { ClientInstance, type ClientInstanceOptions } from '../../src/client/client-instance.js'
import type { RemotingEvent } from '../../src/remoting/remoting-events.js'
import type { SharedClientOptions } from '../../src/send/producer-options.js'
import type { TransactionEvent } from '../../src/transaction/transaction-events.js'
import type { TransactionListener } from '../../src/transaction/transaction-listener.js'
import {
  createTransactionProducer,
  type TransactionParts,
  type TransactionProducer,
} from '../../src/transaction/transaction-producer.js'
import { scriptedBroker } from './scripted-broker.js'

const cleanups: (() => Promise<void>)[] = []

/** Ends everything that {@link setup} began. */
export async function tearDown(): Promise<void> {
  for (const cleanup of cleanups.splice(0)) await cleanup()
}

type Options<Arg> = Omit<SharedClientOptions, 'client' | 'group'> &
  Omit<TransactionParts<Arg>, 'listener'>

/** A started producer of group `g` at a scripted broker, and what happened to it. */
export async function setup<Arg>(
  listener: TransactionListener<Arg>,
  options: Options<Arg> = {},
  clientOptions: Partial<ClientInstanceOptions> = {},
) {
  const servers = await scriptedBroker()
  const client = new ClientInstance({
    nameServers: servers.nameServer.address,
    ...clientOptions,
  })
  const producer = createTransactionProducer<Arg>({ ...options, group: 'g', client, listener })
  const events: TransactionEvent[] = []
  producer.on((event) => events.push(event))
  cleanups.push(
    () => producer.close(),
    () => servers.stop(),
  )
  await producer.start()
  return {
    ...servers,
    client,
    producer,
    events,
    failures: () => failuresIn(events),
    /** Stops the broker, and resolves when the client has noticed. */
    loseBroker: async (): Promise<void> => {
      const lost = new Promise<void>((resolve) => {
        client.remoting.on((event: RemotingEvent) => {
          const { type, address } = event
          if (type !== 'connectionState' || address !== servers.broker.address) return
          if (event.state === 'closed') resolve()
        })
      })
      await servers.broker.stop()
      await lost
    },
  }
}

const failuresIn = (events: readonly TransactionEvent[]) =>
  events.flatMap((event) => (event.type === 'failed' ? [event.error] : []))

/** Resolves with the first event that fits, also of those that are still to come. */
export function nextEvent<Arg>(
  producer: TransactionProducer<Arg>,
  fits: (event: TransactionEvent) => boolean,
): Promise<TransactionEvent> {
  return new Promise((resolve) => {
    const off = producer.on((event) => {
      if (!fits(event)) return
      off()
      resolve(event)
    })
  })
}

/** A promise to be settled by hand. */
export function deferred<T>() {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
