import { UnsupportedError } from '../errors/settings-errors.js'
import type { PayloadStore } from '../ports/payload-store.js'
import { payloadTexts } from './payload-texts.js'
import { type JobPlace, settingForPython } from './python-readers.js'

interface PayloadPlace extends JobPlace {
  readonly payloads: { readonly store: PayloadStore } | undefined
}

/**
 * Before the first job: payloads can lie apart here, and their store can be had.
 * @throws UnsupportedError `ARQ_UNSUPPORTED` where the Python library is to read what is sent or kept; whatever the store
 * rejects with
 */
export async function readyPayloads(place: PayloadPlace): Promise<void> {
  const { payloads } = place
  if (!payloads) return
  const what = settingForPython(place)
  if (what !== undefined)
    throw new UnsupportedError(payloadTexts.storedForPython({ what }), { what })
  await payloads.store.ready()
}
