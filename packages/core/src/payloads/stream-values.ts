import { DecryptFailed, PayloadKeyMissing } from '../errors/payload-errors.js'
import type { PayloadCipher } from '../ports/payload-cipher.js'
import { jsonCodec } from '../wire/codec.js'
import type { JobMessage } from '../wire/job-message.js'
import { contextOf, JobSeal } from './job-seal.js'
import { sealedPartOf } from './sealed-text.js'

const taskless = (jobId: string) => ({ jobId, function: '' })

/**
 * An item for the inbox of a job: encrypted with the job's own key if the job is, so that whoever runs it can read it.
 * @param kwargs those of its record; absent: there is none
 * @throws PayloadKeyMissing: in the clear it must not go
 */
export async function sealedItem(
  item: unknown,
  jobId: string,
  kwargs: JobMessage['kwargs'] | undefined,
  cipher: PayloadCipher | undefined,
): Promise<unknown> {
  const part = sealedPartOf(kwargs)
  const keyId = part?.keyId ?? (kwargs === undefined ? cipher?.keyId : undefined)
  if (keyId === undefined) return item
  if (!cipher || !(await cipher.has(keyId))) throw new PayloadKeyMissing({ keyId })
  const sealing = { cipher, compressAboveBytes: undefined }
  return new JobSeal(taskless(jobId), sealing, keyId).ownValue(item, 'stream')
}

/**
 * An item of a stream in the clear.
 * @throws PayloadKeyMissing `ARQ_KEY_MISSING`, DecryptFailed `ARQ_DECRYPT_FAILED`
 */
export async function openedItem(
  value: unknown,
  jobId: string,
  cipher: PayloadCipher | undefined,
): Promise<unknown> {
  const part = sealedPartOf(value)
  if (!part) return value
  const { keyId, sealed } = part
  if (!cipher || !(await cipher.has(keyId))) throw new PayloadKeyMissing({ keyId })
  try {
    return jsonCodec.decode(cipher.open(keyId, sealed, contextOf(taskless(jobId), 'stream')))
  } catch (cause) {
    throw new DecryptFailed({ keyId, cause })
  }
}
