const ANSWERS_WITHIN_MS = 2000

/**
 * Whether an S3 server answers at the endpoint of the URL: without a login it refuses, in S3's form.
 * @param {string} url `s3://key:secret@bucket?endpoint=…`
 * @returns {Promise<import('./contract.d.ts').Probed | undefined>}
 */
export async function probeS3(url) {
  const { hostname, searchParams } = new URL(url)
  const endpoint = searchParams.get('endpoint')
  if (endpoint === null) return undefined
  try {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS)
    const answer = await fetch(`${endpoint}/${hostname}`, { signal })
    return /<Code>AccessDenied<\/Code>/.test(await answer.text()) ? {} : undefined
  } catch {
    return undefined
  }
}
