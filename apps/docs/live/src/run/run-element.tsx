import { render } from 'preact'

import styles from '../styles.css'
import { languageOf } from '../words/language.js'
import { RunPanel } from './run-panel.js'

/** Draws the button of a sample into an element's shadow; returns how to end it. */
export function mountRun(element: HTMLElement, sample: string): () => void {
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
  const style = document.createElement('style')
  style.textContent = styles
  const place = document.createElement('div')
  place.className = 'frame'
  const tag = element.closest('[lang]')?.getAttribute('lang') ?? 'en'
  place.lang = tag
  root.replaceChildren(style, place)
  const url = new URL(`programs/${sample.replace(/\.ts$/, '.js')}`, import.meta.url).href
  const callerUrl = element.hasAttribute('called')
    ? new URL(`programs/${sample}.txt`, import.meta.url).href
    : undefined
  render(<RunPanel {...{ sample, url, callerUrl }} language={languageOf(tag)} />, place)
  return () => render(null, place)
}
