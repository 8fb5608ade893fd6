import { UnsupportedError } from '../errors/settings-errors.js'
import type { PayloadStore } from '../ports/payload-store.js'
import type { ResultStore } from '../ports/result-store.js'
import type { Transport } from '../ports/transport.js'
import { payloadTexts } from './payload-texts.js'

interface PayloadPlace {
  readonly transport: Pick<Transport, 'isSharedWithPython'>
  readonly resultStore: Pick<ResultStore, 'isSharedWithPython'> | undefined
  readonly payloads: { readonly store: PayloadStore } | undefined
}

/**
 * Before the first job: payloads can lie apart here, and their store can be had.
 * @throws UnsupportedError `ARQ_UNSUPPORTED` where the Python library is to read what is sent or kept; whatever the store
 * rejects with
 */
export async function readyPayloads(place: PayloadPlace): Promise<void> {
  const { transport, resultStore, payloads } = place
  if (!payloads) return
  const what =
    transport.isSharedWithPython === true
      ? 'compat: "rabbitmq-arq"'
      : resultStore?.isSharedWithPython === true
        ? 'layout: "python"'
        : undefined
  if (what !== undefined)
    throw new UnsupportedError(payloadTexts.storedForPython({ what }), { what })
  await payloads.store.ready()
}
