import { connect as connectTcp, isIP, type Socket } from 'node:net'

import type { ResolvedRemotingSettings } from './remoting-settings.js'
import type { ServerAddress } from './server-address.js'

/** A socket that is connecting, and the event that says it is usable. */
export interface OpeningSocket {
  readonly socket: Socket
  readonly readyEvent: 'connect' | 'secureConnect'
}

/** Begins to connect, with TLS where the settings ask for it. */
export function openSocket(
  target: ServerAddress,
  { tls, keepAliveMs }: ResolvedRemotingSettings,
): OpeningSocket {
  const isTls = tls !== false
  const details = typeof tls === 'object' ? tls : {}
  // A certificate is checked against the host; SNI must not carry an IP address (RFC 6066 §3).
  const name = isIP(target.host) === 0 ? { servername: target.host } : {}
  const socket = isTls
    ? // Not imported: it takes 0.6 MiB of each process, and few of them use it.
      process.getBuiltinModule('node:tls').connect({ ...target, ...name, ...details })
    : connectTcp({ ...target })
  socket.setNoDelay(true)
  if (keepAliveMs > 0) socket.setKeepAlive(true, keepAliveMs)
  return { socket, readyEvent: isTls ? 'secureConnect' : 'connect' }
}
