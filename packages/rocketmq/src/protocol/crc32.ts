import { crc32 } from 'node:zlib'

/**
 * CRC-32 of a body as brokers store it: the top bit is cut off.
 *
 * Source: apache/rocketmq `common/.../UtilAll.java` (`crc32`).
 */
export function bodyCrc32(body: Uint8Array): number {
  return crc32(body) & 0x7fffffff
}
