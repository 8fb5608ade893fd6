import { type RouteName, ROUTES } from '../../../src/contract/index.js'

/** What goes into the address of a request. */
export interface RouteAddress {
  /** Values of the `:name` parts of its path. */
  readonly params?: Readonly<Record<string, string>>
  readonly query?: object
}

/** The address of a route relative to the page, so that it holds wherever the dashboard is mounted. */
export function routeUrl(name: RouteName, { params = {}, query = {} }: RouteAddress = {}): string {
  const path = ROUTES[name].path.replace(/:(\w+)/g, (_, part: string) =>
    encodeURIComponent(params[part] ?? ''),
  )
  const entries: readonly (readonly [string, unknown])[] = Object.entries(query)
  const search = new URLSearchParams()
  for (const [key, value] of entries) {
    if (typeof value === 'string' && value !== '') search.set(key, value)
  }
  return search.size === 0 ? path : `${path}?${search.toString()}`
}
