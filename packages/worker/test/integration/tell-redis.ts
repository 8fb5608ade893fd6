import { once } from 'node:events'
import { connect } from 'node:net'

/** Sends Redis one command as a line of text, which it takes too, and resolves with the first line of its answer. */
export async function tellRedis(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  try {
    socket.write(`${command}\r\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    return answer.toString().split('\r\n', 1)[0] ?? ''
  } finally {
    socket.destroy()
  }
}
