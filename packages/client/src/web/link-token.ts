import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a link says: the right to give one signal to one job. */
export interface LinkClaims {
  readonly jobId: string
  readonly signal: string
  readonly payload: unknown
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number
  /** What the page asks; absent: it names job and signal. */
  readonly title?: string | undefined
}

/** One of the keys that sign links. */
export interface LinkKey {
  readonly id: string
  readonly secret: string
}

/** As they stand in a token: short, since links are. */
interface WrittenClaims {
  readonly k: string
  readonly j: string
  readonly s: string
  readonly p: unknown
  readonly e: number
  readonly t?: string | undefined
}

/** Two parts in base64url, the claims and their HMAC-SHA-256, with a point in between. */
export function signLink(claims: LinkClaims, key: LinkKey): string {
  const { jobId, signal, payload, expiresAtMs, title } = claims
  const written: WrittenClaims = {
    ...{ k: key.id, j: jobId, s: signal, p: payload, e: expiresAtMs },
    ...(title === undefined ? {} : { t: title }),
  }
  const text = Buffer.from(JSON.stringify(written)).toString('base64url')
  return `${text}.${signatureOf(text, key).toString('base64url')}`
}

/** The claims of a token that one of the keys has signed, whether or not it is over; `undefined`: none has. */
export function verifyLink(token: string, keys: readonly LinkKey[]): LinkClaims | undefined {
  const [text, signature, ...rest] = token.split('.')
  if (text === undefined || signature === undefined || rest.length > 0) return undefined
  const written = parse(text)
  const key = written && keys.find(({ id }) => id === written.k)
  if (!key || !isSame(Buffer.from(signature, 'base64url'), signatureOf(text, key))) return undefined
  const { j: jobId, s: signal, p: payload, e: expiresAtMs, t: title } = written
  return { jobId, signal, payload, expiresAtMs, title }
}

/** What is signed says what it is for: the same secret may sign other things elsewhere. */
const PURPOSE = 'arq signal link v1\n'

const signatureOf = (text: string, { secret }: LinkKey): Buffer =>
  createHmac('sha256', secret).update(PURPOSE).update(text).digest()

/** In constant time: how long it takes tells nothing of how far a guess was right. */
const isSame = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other)

/** Nothing of it is believed before its signature was checked, but for the id of the key. */
function parse(text: string): WrittenClaims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return typeof value === 'object' && value !== null ? (value as WrittenClaims) : undefined
  } catch {
    return undefined
  }
}
