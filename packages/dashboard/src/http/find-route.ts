import { type RouteName, ROUTES, type RouteShape } from '../contract/routes.js'

export interface FoundRoute {
  readonly name: RouteName
  readonly route: RouteShape
  readonly params: Readonly<Record<string, string>>
}

interface Compiled {
  readonly name: RouteName
  readonly route: RouteShape
  readonly segments: readonly string[]
}

// The names are those of the table.
const COMPILED: readonly Compiled[] = (Object.keys(ROUTES) as RouteName[]).map((name) => ({
  name,
  route: ROUTES[name],
  segments: ROUTES[name].path.split('/'),
}))

/**
 * @param path below the place where the dashboard is mounted, without a leading slash, still encoded
 * @returns `noMethod`: there are routes at this path, and none of this method
 */
export function findRoute(method: string, path: string): FoundRoute | 'noMethod' | undefined {
  const parts = path.split('/')
  let isPath = false
  for (const { name, route, segments } of COMPILED) {
    const params = matched(segments, parts)
    if (!params) continue
    if (route.method === method) return { name, route, params }
    isPath = true
  }
  return isPath ? 'noMethod' : undefined
}

function matched(
  segments: readonly string[],
  parts: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (segments.length !== parts.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? ''
    if (segment.startsWith(':')) {
      const value = decoded(part)
      if (value === undefined || value === '') return undefined
      params[segment.slice(1)] = value
    } else if (segment !== part) return undefined
  }
  return params
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
