import { ConfigurationError } from '../errors/settings-errors.js'
import { nearestName } from '../settings/nearest-name.js'
import { storeTexts as texts } from '../texts/store-texts.js'
import type { Text } from '../texts/text.js'

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
    throw this.wrong(texts.notAUrl({ expected }))
  }

  /** @throws {@link ConfigurationError} that names the nearest key */
  refuseUnknownKeys({ searchParams }: URL, known: readonly string[]): void {
    for (const key of searchParams.keys()) {
      if (known.includes(key)) continue
      const meant = nearestName(key, known)
      throw this.wrong(
        meant === undefined
          ? texts.queryKeyUnknown({ key, known: known.join(', ') })
          : texts.queryKeyMeant({ key, meant }),
      )
    }
  }

  /** A part of the URL without percent signs; `undefined` when there is none. */
  decode(part: string, what: 'user' | 'password' | 'database' | 'path'): string | undefined {
    if (part === '') return undefined
    try {
      return decodeURIComponent(part)
    } catch {
      throw this.wrong(texts.badlyEncoded({ part: texts[what]() }))
    }
  }

  /** @param problem what is wrong with the URL: `names no database`, as a text of a catalogue or in one language */
  wrong(problem: string | Text): ConfigurationError {
    const said = typeof problem === 'string' ? { message: problem } : { text: problem }
    return new ConfigurationError(this.#subject, [{ path: 'url', ...said }])
  }
}
