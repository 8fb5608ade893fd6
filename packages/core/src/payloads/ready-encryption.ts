import { UnsupportedError } from '../errors/settings-errors.js'
import type { PayloadCipher } from '../ports/payload-cipher.js'
import { payloadTexts } from './payload-texts.js'
import { type JobPlace, settingForPython } from './python-readers.js'

interface EncryptionPlace extends JobPlace {
  readonly encryption: PayloadCipher | undefined
}

/**
 * Before the first job: jobs can be encrypted here, and the key for it is at hand.
 * @throws UnsupportedError `ARQ_UNSUPPORTED` where the Python library is to read what is sent or kept
 * @throws PayloadKeyMissing `ARQ_KEY_MISSING`
 */
export async function readyEncryption(place: EncryptionPlace): Promise<void> {
  const { encryption } = place
  if (!encryption) return
  const what = settingForPython(place)
  if (what !== undefined)
    throw new UnsupportedError(payloadTexts.encryptedForPython({ what }), { what })
  await encryption.ready()
}
