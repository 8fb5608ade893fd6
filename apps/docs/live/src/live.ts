import type { Mounted } from './mount.js'
import { ArqRun } from './run/arq-run.js'

/** So far below the edge of the screen it is got ready. */
const NEARBY = '200px'

/**
 * `<arq-live>`: the queue in the page. What it needs is loaded when a reader comes near it, and time passes only while
 * it is seen. Attribute `lang`: `en` or `zh-CN`; absent: that of the page.
 */
class ArqLive extends HTMLElement {
  static readonly observedAttributes = ['lang']
  #mounted: Mounted | undefined
  #observer: IntersectionObserver | undefined
  #isNear = false
  readonly #onVisibility = (): void => this.#see()

  connectedCallback(): void {
    this.style.display = 'block'
    // About as high as it will be, so that what is below does not jump.
    this.style.minHeight = '48rem'
    this.#observer = new IntersectionObserver(
      (entries) => {
        this.#isNear = entries.at(-1)?.isIntersecting === true
        if (this.#isNear) void this.#mount()
        this.#see()
      },
      { rootMargin: NEARBY },
    )
    this.#observer.observe(this)
    document.addEventListener('visibilitychange', this.#onVisibility)
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect()
    document.removeEventListener('visibilitychange', this.#onVisibility)
    this.#mounted?.close()
    this.#mounted = undefined
  }

  attributeChangedCallback(): void {
    this.#mounted?.redraw()
  }

  async #mount(): Promise<void> {
    const { mount } = await import('./mount.js')
    if (this.isConnected) this.#mounted ??= mount(this)
  }

  #see(): void {
    this.#mounted?.setSeen(this.#isNear && document.visibilityState === 'visible')
  }
}

if (!customElements.get('arq-live')) customElements.define('arq-live', ArqLive)
if (!customElements.get('arq-run')) customElements.define('arq-run', ArqRun)
