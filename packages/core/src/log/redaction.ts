/** What stands where something secret was. */
export const REDACTED = '[redacted]'

const SECRET_NAMES = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'token',
  'authorization',
  'cookie',
  'credential',
  'apikey',
  'privatekey',
  'connectionstring',
]

const URL_LOGIN = /\b([a-z][a-z0-9+.-]*:\/\/[^\s/?#:@"']*):[^\s/?#"']*@/gi
// A password that was not percent-encoded may hold what ends the login for a parser of URLs. Digits before a slash are a port.
const RAW_URL_LOGIN =
  /\b([a-z][a-z0-9+.-]*:\/\/[^\s/?#:@"']*):(?!\[redacted\]|\d+(?:[/?#\s"']|$))[^\s"'@]*@/gi
const QUERY_SECRET = /([?&;][\w-]*(?:password|passwd|secret|token|api_?key)=)[^\s&#"']+/gi
const BEARER = /\b(Bearer|Basic)\s+[A-Za-z0-9\-._~+/]{8,}=*/g

/** A text without the passwords of URLs in it, secrets in query strings, and bearer tokens. */
export function redactText(text: string): string {
  return text
    .replace(URL_LOGIN, `$1:${REDACTED}@`)
    .replace(RAW_URL_LOGIN, `$1:${REDACTED}@`)
    .replace(QUERY_SECRET, `$1${REDACTED}`)
    .replace(BEARER, `$1 ${REDACTED}`)
}

/**
 * Whether what is kept under a name is secret: one of the built-in names or of `extra`, as a whole name or as words
 * of it in any spelling (`accessToken`, `x-api-key`, `DB_PASSWORD`, `tokens`).
 */
export function secretNames(extra: readonly string[]): (name: string) => boolean {
  const secrets = new Set([...SECRET_NAMES, ...extra.map((name) => wordsOf(name).join(''))])
  const answers = new Map<string, boolean>()
  return (name) => {
    let isSecret = answers.get(name)
    if (isSecret === undefined) {
      isSecret = joinedWords(name).some((word) => secrets.has(word) || secrets.has(singular(word)))
      // Names repeat line after line; those of foreign data may not, so the memory is bounded.
      if (answers.size < 1000) answers.set(name, isSecret)
    }
    return isSecret
  }
}

const singular = (word: string): string => word.replace(/s$/, '')

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

/** Every run of neighbouring words as one: `x-api-key` has x, xapi, xapikey, api, apikey, key. */
function joinedWords(name: string): string[] {
  const words = wordsOf(name.slice(0, 200))
  return words.flatMap((_, start) =>
    words.slice(start).map((_word, length) => words.slice(start, start + length + 1).join('')),
  )
}

/** JSON without the values of secret names and without what {@link redactText} finds; anything else stays as it is. */
export function redactSecrets(value: unknown, isSecret: (name: string) => boolean): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.map((item: unknown) => redactSecrets(item, isSecret))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => [
      name,
      isSecret(name) ? REDACTED : redactSecrets(item, isSecret),
    ]),
  )
}
