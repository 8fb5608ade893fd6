import { UnsupportedError } from '../errors/settings-errors.js'
import type { PayloadCipher } from '../ports/payload-cipher.js'
import type { ResultStore } from '../ports/result-store.js'
import type { Transport } from '../ports/transport.js'
import { payloadTexts } from './payload-texts.js'

interface EncryptionPlace {
  readonly transport: Pick<Transport, 'description' | 'isSharedWithPython'>
  readonly resultStore: Pick<ResultStore, 'isSharedWithPython'> | undefined
  readonly encryption: PayloadCipher | undefined
}

/**
 * Before the first job: jobs can be encrypted here, and the key for it is at hand.
 * @throws UnsupportedError `ARQ_UNSUPPORTED` where the Python library is to read what is sent or kept
 * @throws PayloadKeyMissing `ARQ_KEY_MISSING`
 */
export async function readyEncryption(place: EncryptionPlace): Promise<void> {
  const { transport, resultStore, encryption } = place
  if (!encryption) return
  const what =
    transport.isSharedWithPython === true
      ? 'compat: "rabbitmq-arq"'
      : resultStore?.isSharedWithPython === true
        ? 'layout: "python"'
        : undefined
  if (what !== undefined)
    throw new UnsupportedError(payloadTexts.encryptedForPython({ what }), { what })
  await encryption.ready()
}
