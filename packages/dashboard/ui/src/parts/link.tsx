import type { ComponentChildren } from 'preact'

import { formatRoute, type Route } from '../router/route.js'

interface Properties {
  readonly to: Route
  readonly class?: string
  readonly title?: string
  readonly isCurrent?: boolean
  readonly children: ComponentChildren
}

/** A link to another place of the dashboard: a real one, to be opened in a tab or sent on. */
export function Link({ to, isCurrent, children, title, class: className }: Properties) {
  return (
    <a
      href={formatRoute(to)}
      {...(className && { class: className })}
      {...(title && { title })}
      {...(isCurrent && { 'aria-current': 'page' })}
    >
      {children}
    </a>
  )
}
