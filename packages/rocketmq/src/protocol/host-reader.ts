import type { ByteCursor } from './byte-cursor.js'
import { formatHost } from './host-address.js'

/** An address with its port, as stored messages have it. */
export interface StoredHost {
  /** `host:port` */
  readonly text: string
  /** Its bytes, as ids of messages begin with them. */
  readonly hex: string
}

/** Reads the addresses of stored messages one after the other. Most are the same as the one before. */
export class HostReader {
  #ip = 0
  #port = 0
  #last: StoredHost | undefined

  read(cursor: ByteCursor, isV6: boolean, field: string): StoredHost {
    if (isV6) return hostOf(cursor.bytes(20, field))
    const ip = cursor.int32(field)
    const port = cursor.int32(field)
    if (!this.#last || ip !== this.#ip || port !== this.#port) {
      const bytes = Buffer.alloc(8)
      bytes.writeInt32BE(port, bytes.writeInt32BE(ip))
      this.#last = hostOf(bytes)
      this.#ip = ip
      this.#port = port
    }
    return this.#last
  }
}

function hostOf(bytes: Buffer): StoredHost {
  const ipLength = bytes.length - 4
  const text = formatHost(bytes.subarray(0, ipLength), bytes.readInt32BE(ipLength))
  return { text, hex: bytes.toString('hex').toUpperCase() }
}
