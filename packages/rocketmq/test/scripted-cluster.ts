import type { Script, ScriptedPeer, SeenRequest } from './scripted-server.js'

/** The body of a route answer, strict JSON as name servers since 4.9.4 write it. */
export const routeBody = (
  brokers: Readonly<Record<string, string>>,
  queues = 4,
  ids: readonly string[] = ['0'],
): Buffer =>
  Buffer.from(
    JSON.stringify({
      queueDatas: Object.keys(brokers).map((brokerName) => ({
        brokerName,
        readQueueNums: queues,
        writeQueueNums: queues,
        perm: 6,
        topicSysFlag: 0,
      })),
      brokerDatas: Object.entries(brokers).map(([brokerName, address]) => ({
        cluster: 'C',
        brokerName,
        brokerAddrs: Object.fromEntries(ids.map((id) => [id, address])),
      })),
      filterServerTable: {},
    }),
  )

type Handler = (request: SeenRequest, peer: ScriptedPeer) => Buffer | undefined

/** A name server: `routes` maps topics to bodies; others are unknown (17). */
export function nameServerScript(routes: ReadonlyMap<string, Buffer>): Script {
  const handler: Handler = ({ extFields }) => routes.get(extFields['topic'] ?? '')
  return {
    onRequest: (peer, request) => {
      const body = handler(request, peer)
      if (body) peer.answer(request.opaque, { body })
      else peer.answer(request.opaque, { code: 17, remark: 'No topic route info' })
    },
  }
}
