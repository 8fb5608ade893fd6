import { record, type RecordParts } from '../protocol/stored-record.js'
import { nameServerScript, routeBody } from '../scripted-cluster.js'
import {
  jsonFrame,
  type ScriptedPeer,
  ScriptedServer,
  type SeenRequest,
} from '../scripted-server.js'

export const CODE = { send: 310, end: 37, check: 39, heartbeat: 34, unregister: 35 } as const

/** The half message is at place 0x1234 of the log: its offset id says so. */
export const OFFSET_ID = '7F00000100002A9F0000000000001234'

/** A name server and a broker that takes half messages of topic `T`, until a test says otherwise. */
export async function scriptedBroker() {
  const broker = await ScriptedServer.start({ onRequest: answerLikeABroker })
  const routes = new Map([['T', routeBody({ 'broker-a': broker.address })]])
  const nameServer = await ScriptedServer.start(nameServerScript(routes))
  const seen = (code: number): readonly SeenRequest[] =>
    broker.requests.filter((request) => request.code === code)
  return {
    broker,
    nameServer,
    routes,
    seen,
    /** Resolves with the requests of a code when there are so many. */
    awaited: async (code: number, count = 1): Promise<readonly SeenRequest[]> => {
      await broker.until(() => seen(code).length >= count)
      return seen(code)
    },
    /** Asks over the connection that heard of the producer. */
    check: (parts: CheckParts): void => {
      const peer = broker.peers.findLast(({ requests }) =>
        requests.some(({ code }) => code === CODE.heartbeat),
      )
      peer?.socket.write(checkFrame(parts))
    },
    stop: async (): Promise<void> => {
      await Promise.all([broker.stop(), nameServer.stop()])
    },
  }
}

export const sendAnswer = (changes: Readonly<Record<string, string>> = {}) => ({
  msgId: OFFSET_ID,
  queueId: '2',
  queueOffset: '77',
  transactionId: 'X',
  MSG_REGION: 'R',
  ...changes,
})

export function answerLikeABroker(peer: ScriptedPeer, { code, opaque, flag }: SeenRequest): void {
  if (code === CODE.send) peer.answer(opaque, { ext: sendAnswer() })
  else if ((flag & 3) === 0) peer.answer(opaque)
}

export interface CheckParts {
  readonly transactionId: string
  readonly group?: string
  readonly times?: string
  readonly topic?: string
  /** Further properties, encoded. */
  readonly properties?: string
  readonly body?: Buffer
}

const property = (name: string, value: string) => `${name}\u0001${value}\u0002`

function checkFrame({
  transactionId,
  group = 'g',
  times,
  topic = 'T',
  ...rest
}: CheckParts): Buffer {
  const properties =
    property('UNIQ_KEY', transactionId) +
    property('PGROUP', group) +
    (times === undefined ? '' : property('TRANSACTION_CHECK_TIMES', times)) +
    (rest.properties ?? '')
  const parts: RecordParts = { topic, properties, sysFlag: 4, body: Buffer.from('half') }
  const extFields = {
    tranStateTableOffset: '9007199254740993',
    commitLogOffset: '4660',
    msgId: transactionId,
    transactionId,
    offsetMsgId: OFFSET_ID,
    topic,
    bname: 'broker-a',
  }
  const header = { code: CODE.check, language: 'JAVA', version: 479, opaque: 1, flag: 2, extFields }
  return jsonFrame(header, rest.body ?? record(parts))
}
