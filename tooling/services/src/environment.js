/**
 * The variables by which test processes learn where a server is.
 * @param {import('./contract.d.ts').ServiceKind} kind
 * @param {import('./contract.d.ts').Access} access
 * @returns {Record<string, string>}
 */
export function environmentFor(kind, { url, managementUrl }) {
  const variable = kind.environment.managementUrl
  return {
    [kind.environment.url]: url,
    ...(variable !== undefined && managementUrl !== undefined && { [variable]: managementUrl }),
  }
}
