/**
 * Its secret came through, was read by those who have its key, and was written nowhere.
 * @param {import('../../contract.d.ts').JobHistory} history
 * @returns {string[]}
 */
export function judgeEncrypted({ job, notes, record, messages }) {
  const reasons = []
  const got = /** @type {{ got?: unknown } | undefined} */ (record?.result)?.got
  if (got !== job.secret) reasons.push(`its secret came back as ${JSON.stringify(got)}`)
  if (record?.showsSecret) reasons.push('its secret can be read in the store')
  if (messages.some(({ showsSecret }) => showsSecret)) {
    reasons.push('its secret can be read in a queue')
  }
  const stranger = notes.find(
    ({ what, value }) =>
      what === 'has keys' && !(/** @type {unknown[]} */ (value).includes(job.keyId)),
  )
  if (stranger) reasons.push(`it was run by ${stranger.by}, which has not the key ${job.keyId}`)
  return reasons
}
