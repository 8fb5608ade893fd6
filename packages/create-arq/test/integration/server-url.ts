/** The address of a server that tests need. */
export function serverUrl(name: string): string {
  const url = process.env[name]
  if (url === undefined) throw new Error(`${name} is not set: npm test sets it`)
  return url
}
