import { ClientInstance, TopicRoutes } from '../../src/index.js'

/**
 * Resolves when the name server knows a topic that a broker makes by itself, as those of retries and dead letters: whoever
 * sees that the broker has it may be ahead of the name server.
 */
export async function untilTopicKnown(nameServers: string, topic: string): Promise<void> {
  const client = new ClientInstance({ nameServers })
  const routes = new TopicRoutes(client.nameServers)
  await routes.untilKnown(topic, Infinity)
  await client.close()
}
