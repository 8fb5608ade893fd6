import { parseServerAddress } from '../remoting/server-address.js'

/**
 * The addresses in `host:port;host:port`, or in a list of such texts, each once and in order. A comma or a space
 * separates as well: RocketMQ takes only the semicolon, people write all three.
 */
export function splitNameServers(value: string | readonly string[]): readonly string[] {
  const texts = typeof value === 'string' ? [value] : value
  const addresses = texts.flatMap((text) => text.split(/[;,\s]+/)).filter((text) => text !== '')
  return [...new Set(addresses)]
}

/** What is wrong with a list of name servers; `undefined` when nothing is. */
export function nameServersProblem(value: string | readonly string[]): string | undefined {
  const addresses = splitNameServers(value)
  if (addresses.length === 0) return 'must name at least one host:port'
  const wrong = addresses.find((address) => parseServerAddress(address) === undefined)
  if (wrong === undefined) return undefined
  return `"${wrong.slice(0, 80)}" is not host:port; several are separated by a semicolon`
}
