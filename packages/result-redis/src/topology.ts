import { ClusterServers } from './cluster/cluster-servers.js'
import { ClusterWrites } from './cluster/cluster-writes.js'
import { JobSets } from './cluster/job-sets.js'
import type { JobWrites } from './job-writes.js'
import { RecordReader } from './record-reader.js'
import type { RedisKeys } from './redis-keys.js'
import type { RedisServers } from './redis-servers.js'
import type { ResolvedRedisSettings } from './redis-settings.js'
import { SingleServer } from './single-server.js'
import { SingleWrites } from './single-writes.js'

/** What differs between one server and a cluster. */
export interface Topology {
  readonly servers: RedisServers
  readonly jobs: JobWrites
  readonly reader: RecordReader
  /** Resolves when a call that had no answer may be tried again. */
  readonly recover: () => Promise<void>
}

export function topologyOf(settings: ResolvedRedisSettings, keys: RedisKeys): Topology {
  const { address, maxIdsPerQueue, retryOnTimeout } = settings
  if (address.kind === 'cluster') {
    const servers = new ClusterServers(settings, address)
    const reader = new RecordReader(servers, keys)
    const { commands } = servers
    const recover = () => servers.recover()
    const sets = new JobSets({ commands, keys, maxIdsPerQueue, reader })
    const jobs = new ClusterWrites({
      ...{ commands, sets, keys, address: address.shown, retryOnTimeout, recover },
    })
    return { servers, jobs, reader, recover }
  }
  const server = new SingleServer(settings, address)
  return {
    servers: server,
    jobs: new SingleWrites({ server, keys, maxIdsPerQueue, address: address.shown }),
    reader: new RecordReader(server, keys),
    recover: () => server.connection.nextAttempt(),
  }
}
