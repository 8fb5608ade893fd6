import { isIPv4, isIPv6 } from 'node:net'

import { EncodeError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'

/** `10.0.0.1:10911` or `[2001:db8::1]:10911`, from the 4 or 16 bytes of an address. */
export function formatHost(address: Uint8Array, port: number): string {
  return address.length === 4 ? `${formatIp(address)}:${port}` : `[${formatIp(address)}]:${port}`
}

/** An address in its usual text; IPv6 with its longest run of zeros as `::` (RFC 5952). */
export function formatIp(address: Uint8Array): string {
  if (address.length === 4) return address.join('.')
  const view = new DataView(address.buffer, address.byteOffset, address.byteLength)
  const groups = Array.from({ length: 8 }, (_, at) => view.getUint16(at * 2).toString(16))
  const { start, length } = longestZeros(groups)
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}

function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let length = 0
  groups.forEach((group, at) => {
    length = group === '0' ? length + 1 : 0
    if (length > best.length) best = { start: at - length + 1, length }
  })
  return best
}

/**
 * The 4 or 16 bytes of an address in text.
 * @throws {@link EncodeError} `ROCKETMQ_ENCODE_FAILED` when it is no IP address
 */
export function parseIp(text: string): Uint8Array {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number)
  // A zone says which interface of this machine, which nobody else can use.
  const [address = ''] = text.split('%')
  if (!isIPv6(address))
    throw new EncodeError(texts.theAddress({ address: text }), texts.isNoIpAddress())
  return ipv6Bytes(address)
}

function ipv6Bytes(address: string): Uint8Array {
  const [head = '', tail] = withHexTail(address).split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  ;[...before, ...zeros, ...after].forEach((group, at) => {
    view.setUint16(at * 2, Number.parseInt(group, 16))
  })
  return bytes
}

/** `::ffff:1.2.3.4` with its dotted end in hex. */
function withHexTail(address: string): string {
  const at = address.lastIndexOf(':') + 1
  const dotted = address.slice(at)
  if (!isIPv4(dotted)) return address
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number)
  return `${address.slice(0, at)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}
