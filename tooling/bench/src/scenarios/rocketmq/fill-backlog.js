import { ROCKETMQ_CLIENTS } from '../../contestants/rocketmq.js'
import { keepInFlight } from '../../measure/in-flight.js'

/** Of each message of a backlog. */
export const BODY_BYTES = 300
const UNDER_WAY = 200

/**
 * Sends the messages that consumers find; each begins with its number.
 * @param {{ nameServer: string, topic: string, messages: number }} where
 */
export async function fillBacklog({ messages, ...where }) {
  const sender = await ROCKETMQ_CLIENTS.arq(where)
  await keepInFlight({ from: 0, count: messages, width: UNDER_WAY }, (sequence, done) => {
    const body = Buffer.alloc(BODY_BYTES, 'a')
    body.writeUInt32BE(sequence)
    sender.send(body).then(() => done(), done)
  })
  await sender.close()
}
