/**
 * `<arq-run sample="guide/delays.ts">`: a button that runs a program of `apps/examples` in this page. What it needs is
 * loaded when it comes on to the screen.
 */
export class ArqRun extends HTMLElement {
  #end: (() => void) | undefined
  #observer: IntersectionObserver | undefined

  connectedCallback(): void {
    this.style.display = 'block'
    this.style.minHeight = '2.75rem'
    this.#observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) void this.#mount()
    })
    this.#observer.observe(this)
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect()
    this.#end?.()
    this.#end = undefined
  }

  async #mount(): Promise<void> {
    this.#observer?.disconnect()
    const { mountRun } = await import('./run-element.js')
    if (this.isConnected) this.#end ??= mountRun(this, this.getAttribute('sample') ?? '')
  }
}
