import { render } from 'preact'

import { App } from './app.js'
import styles from './styles.css'
import { languageOf } from './words/language.js'
import { LiveWorld } from './world/live-world.js'

/** A world that is drawn in an element. */
export interface Mounted {
  /** In another language, or because the element has another `lang`. */
  redraw(): void
  /** Time passes only while somebody looks. */
  setSeen(isSeen: boolean): void
  close(): void
}

/** Opens a world and draws it in the shadow of an element. */
export function mount(element: HTMLElement): Mounted {
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
  const style = document.createElement('style')
  style.textContent = styles
  const place = document.createElement('div')
  place.className = 'frame'
  root.replaceChildren(style, place)
  const world = new LiveWorld()
  const redraw = (): void => {
    const tag = element.closest('[lang]')?.getAttribute('lang') ?? 'en'
    place.lang = tag
    render(<App world={world} language={languageOf(tag)} />, place)
  }
  redraw()
  return {
    redraw,
    setSeen: (isSeen) => (isSeen ? world.clock.start() : world.clock.stop()),
    close: () => {
      render(null, place)
      void world.close()
    },
  }
}
