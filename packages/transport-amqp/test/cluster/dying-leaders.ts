import type { RabbitClusterServer } from '@arq/tooling-services'

import { askManagement } from './ask-management.js'

/**
 * Kills all nodes but the first in turn, each started again before the next one dies. New quorum queues are led by all of
 * them, so that those that are in use lose their leader again and again while clients stay connected.
 */
export class DyingLeaders {
  readonly #cluster: RabbitClusterServer
  #isEnding = false
  #running: Promise<void> = Promise.resolve()
  /** How often a queue was led by the node that was killed. */
  bereftQueues = 0

  constructor(cluster: RabbitClusterServer) {
    this.#cluster = cluster
  }

  async start(): Promise<void> {
    await askManagement(this.#cluster, 'policies/%2F/leaders-everywhere', {
      pattern: '.*',
      'apply-to': 'quorum_queues',
      definition: { 'queue-leader-locator': 'balanced' },
    })
    this.#running = this.#run()
  }

  /** Resolves with all nodes running. */
  async stop(): Promise<void> {
    this.#isEnding = true
    await this.#running
  }

  async #run(): Promise<void> {
    const [, ...others] = this.#cluster.nodes
    while (!this.#isEnding) {
      for (const node of others) {
        const queues = (await askManagement(this.#cluster, 'queues')) as { leader?: string }[]
        this.bereftQueues += queues.filter(({ leader }) => leader === node.name).length
        await node.kill()
        await node.restart()
      }
    }
  }
}
