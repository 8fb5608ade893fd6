import { createHash } from 'node:crypto'

/** Many servers keep an object as a file, whose name has at most 255 bytes. */
const LONGEST_NAME = 200

/** Taken as they are by every server, in every tool, and by every file system. */
const PLAIN = /[A-Za-z0-9._-]/

/**
 * The object of a job, behind the prefix: readable, and one for each id. What is not plain becomes `=` and its bytes in
 * hex, as in quoted-printable. A long id goes by its hash, in a folder of its own, so that no other id can name it.
 */
export function objectNameOf(jobId: string): string {
  const name = quoted(jobId)
  if (name.length <= LONGEST_NAME) return `jobs/${name}.ndjson`
  return `long-ids/${createHash('sha256').update(jobId).digest('hex')}.ndjson`
}

const quoted = (text: string): string =>
  Array.from(text, (letter) => (PLAIN.test(letter) ? letter : bytesOf(letter))).join('')

function bytesOf(letter: string): string {
  const bytes = [...Buffer.from(letter)]
  return bytes.map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
