import { useEffect, useState } from 'preact/hooks'

import { formatRoute, parseRoute, type Route } from './route.js'

/** The route that the address says, as it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash))
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return route
}

/** Goes to a route, as a link does. */
export function goTo(route: Route): void {
  location.hash = formatRoute(route)
}

/** Changes the address without a step in the history: for a search that is typed. */
export function replaceRoute(route: Route): void {
  history.replaceState(null, '', formatRoute(route))
  dispatchEvent(new HashChangeEvent('hashchange'))
}
