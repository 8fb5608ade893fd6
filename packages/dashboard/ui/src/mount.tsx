import './styles/all.css'

import { render } from 'preact'

import { App } from './app.js'
import { browserTab, type Host, HostProvider } from './host/host.js'

/**
 * Draws the dashboard into an element of a document of its own: its styles and the part of the address after `#` are the
 * document's.
 * @param host where its server is; default: where the document came from
 * @returns how to take it away
 */
export function mountDashboard(element: HTMLElement, host: Host = browserTab): () => void {
  render(
    <HostProvider value={host}>
      <App />
    </HostProvider>,
    element,
  )
  return () => render(null, element)
}
