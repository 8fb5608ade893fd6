/** What the page shows. Each is an address, so that a link to it may be sent to a colleague. */
export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'jobs'; readonly query: Query }
  | { readonly page: 'job'; readonly id: string }
  | { readonly page: 'enqueue'; readonly query: Query }
  | { readonly page: 'dead'; readonly query: Query }
  | { readonly page: 'cron' }
  | { readonly page: 'keys' }
  | { readonly page: 'queues' }
  | { readonly page: 'workers' }
  | { readonly page: 'unknown'; readonly path: string }

/** What a page is asked for, beside which page it is. */
export type Query = Readonly<Record<string, string>>

const PLAIN = ['cron', 'keys', 'queues', 'workers'] as const

/** Reads the part of the address after `#`. What cannot be decoded is taken as it stands. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s)
  const [page = '', ...rest] = path.split('/')
  const query = Object.fromEntries(new URLSearchParams(search))
  if (page === '' && rest.length === 0) return { page: 'overview' }
  if (page === 'jobs' && rest.length > 0 && rest[0] !== '') {
    return { page: 'job', id: decoded(rest.join('/')) }
  }
  if (rest.join('') === '') {
    if (page === 'jobs' || page === 'dead' || page === 'enqueue') return { page, query }
    const plain = PLAIN.find((name) => name === page)
    if (plain) return { page: plain }
  }
  return { page: 'unknown', path }
}

/** The address of a route, for `href`: begins with `#`, so that it works under whatever path we are mounted. */
export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'overview':
      return '#/'
    case 'job':
      return `#/jobs/${encodeURIComponent(route.id)}`
    case 'jobs':
    case 'dead':
    case 'enqueue':
      return `#/${route.page}${searchOf(route.query)}`
    case 'unknown':
      return `#/${route.path}`
    case 'cron':
    case 'keys':
    case 'queues':
    case 'workers':
      return `#/${route.page}`
  }
}

function searchOf(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== '')
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
