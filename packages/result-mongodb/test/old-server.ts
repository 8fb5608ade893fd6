import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

import { BSON } from 'mongodb'

const HEADER_BYTES = 16
const OP_REPLY = 1
const OP_MSG = 2013

/** A server that says to be MongoDB 4.2 to whoever connects. */
export async function oldServer() {
  const hello = BSON.serialize({ ismaster: true, minWireVersion: 0, maxWireVersion: 8, ok: 1 })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (request) => {
      const isMessage = request.readInt32LE(12) === OP_MSG
      // Flags and the kind of the section, or flags, cursor and counts.
      const start = Buffer.alloc(isMessage ? 5 : 20)
      if (!isMessage) start.writeInt32LE(1, 16)
      const header = Buffer.alloc(HEADER_BYTES)
      header.writeInt32LE(HEADER_BYTES + start.length + hello.length, 0)
      header.writeInt32LE(request.readInt32LE(4), 8)
      header.writeInt32LE(isMessage ? OP_MSG : OP_REPLY, 12)
      socket.write(Buffer.concat([header, start, hello]))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Of a server that listens on a port.
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  return { url: `mongodb://127.0.0.1:${String(port)}/arq`, close }
}
