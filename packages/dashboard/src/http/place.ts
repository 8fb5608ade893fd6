/** Where in the dashboard a path leads. */
export interface Place {
  /** Without a leading slash; empty: the page. */
  readonly path: string
  /** Where the page really is: its requests are relative to an address that ends with a slash. */
  readonly redirect?: string
}

/**
 * @param pathname of the URL: with the prefix, or without it where the server has taken it off
 */
export function placeOf(pathname: string, prefix: string): Place {
  if (prefix !== '' && pathname === prefix) {
    return { path: '', redirect: `${prefix.slice(prefix.lastIndexOf('/') + 1)}/` }
  }
  const isBelow = prefix !== '' && pathname.startsWith(`${prefix}/`)
  return { path: pathname.slice(isBelow ? prefix.length + 1 : 1) }
}
