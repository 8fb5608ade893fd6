import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way from a standard port of this machine to a server elsewhere. */
export interface Forwarding {
  close(): Promise<void>
}

const nothing: Forwarding = { close: async () => undefined }

/**
 * Makes programs that name the standard port reach the server of `url`. Where something listens on that port already
 * (the server itself, perhaps), it is left alone and used as it is.
 */
export async function forwardPort(port: number, url: string): Promise<Forwarding> {
  const { hostname, port: target } = new URL(url)
  if ((target === '' ? port : Number(target)) === port) return nothing
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(target), hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.pipe(other)
      // What ends on one side ends on the other, in whatever way.
      socket.once('close', () => other.destroy()).on('error', () => other.destroy())
    }
  })
  server.listen(port, '127.0.0.1')
  const isOurs = await once(server, 'listening').then(
    () => true,
    // In use: events.once rejects with the server's error.
    () => false,
  )
  if (!isOurs) return nothing
  return {
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}
