import { ConfigurationError } from '../errors/settings-errors.js'
import { kindTexts } from '../texts/kind-texts.js'
import type { Text } from '../texts/text.js'
import { portTexts } from './port-texts.js'
import type { ResultStore } from './result-store.js'
import type { Transport } from './transport.js'

/** Makes an adapter for a URL; may load its package first. */
export type UrlFactory<T> = (url: string) => T | Promise<T>

/** URL scheme → factory. An instance is made and passed on by whoever needs it; there is no global one. */
class UrlRegistry<T> {
  readonly #kind: Text
  readonly #factories = new Map<string, UrlFactory<T>>()

  constructor(kind: Text) {
    this.#kind = kind
  }

  /** Opens URLs that begin with `scheme:` by `factory`; a later one for the same scheme replaces it. */
  register(scheme: string, factory: UrlFactory<T>): this {
    this.#factories.set(scheme.toLowerCase(), factory)
    return this
  }

  /** @throws {@link ConfigurationError} naming the known schemes when nothing is registered for the URL's. */
  async open(url: string): Promise<T> {
    const scheme = url.slice(0, Math.max(url.indexOf(':'), 0)).toLowerCase()
    const factory = this.#factories.get(scheme)
    if (factory) return factory(url)
    const known = [...this.#factories.keys()].map((name) => `${name}://`).join(', ')
    const text = portTexts.unknownScheme({ kind: this.#kind, scheme, known })
    throw new ConfigurationError('URL', [{ path: '', text }])
  }
}

/** Opens result stores by URL, for programs that read the URL from outside. */
export class ResultStoreRegistry extends UrlRegistry<ResultStore> {
  constructor() {
    super(kindTexts.resultStore())
  }
}

/** Opens transports by URL, for programs that read the URL from outside. */
export class TransportRegistry extends UrlRegistry<Transport> {
  constructor() {
    super(kindTexts.transport())
  }
}
