import { ConfigurationError } from '../errors/settings-errors.js'
import { nearestName } from '../settings/nearest-name.js'

/** Reads URLs of a store; its errors never repeat the password, not even of a URL that cannot be read. */
export class StoreUrlReader {
  readonly #subject: string

  /** @param subject what is named in errors: `RedisResultStore settings` */
  constructor(subject: string) {
    this.#subject = subject
  }

  /**
   * @param expected what URLs of the store look like
   * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID`
   */
  parse(url: string, expected: string): URL {
    // The parser's own error carries the whole URL with its password, so it is not passed on.
    if (URL.canParse(url)) return new URL(url)
    throw this.wrong(`is not a URL; expected ${expected}`)
  }

  /** @throws {@link ConfigurationError} that names the nearest key */
  refuseUnknownKeys({ searchParams }: URL, known: readonly string[]): void {
    for (const key of searchParams.keys()) {
      if (known.includes(key)) continue
      const meant = nearestName(key, known)
      const hint = meant === undefined ? `known: ${known.join(', ')}` : `did you mean ${meant}?`
      throw this.wrong(`has an unknown query key ${key}; ${hint}`)
    }
  }

  /** A part of the URL without percent signs; `undefined` when there is none. */
  decode(part: string, what: string): string | undefined {
    if (part === '') return undefined
    try {
      return decodeURIComponent(part)
    } catch {
      throw this.wrong(`has a ${what} that is not percent-encoded correctly; write % as %25`)
    }
  }

  /** @param message what is wrong with the URL: `names no database` */
  wrong(message: string): ConfigurationError {
    return new ConfigurationError(this.#subject, [{ path: 'url', message }])
  }
}
