import * as v from 'valibot'

import { remotingSchema } from '../remoting/remoting-settings.js'
import { countSchema, millisecondsSchema, parseSettings, textSchema } from '../settings/settings.js'
import { nameServersProblem, splitNameServers } from './name-server-list.js'

const nameServersSchema = v.pipe(
  v.union(
    [v.string(), v.array(v.string())],
    'must be "host:port", several separated by a semicolon, or a list of them',
  ),
  v.check(
    (value) => nameServersProblem(value) === undefined,
    (issue) => nameServersProblem(issue.input) ?? '',
  ),
  v.transform((value) => splitNameServers(value)),
)

/** Settings of what producers and consumers share: its type, default, check and documentation. */
export const clientSchema = v.strictObject({
  nameServers: v.pipe(
    nameServersSchema,
    v.description(
      'Name servers: "host:port", several separated by a semicolon, or a list. A proxy’s remoting address does as well',
    ),
    v.metadata({ env: 'ROCKETMQ_NAMESRV_ADDR', source: 'ClientConfig.java namesrvAddr' }),
  ),
  instanceName: v.pipe(
    v.optional(textSchema),
    v.description(
      'Middle part of the client id. Default: process id and start time, so that no two clients are alike',
    ),
    v.metadata({ env: 'ROCKETMQ_INSTANCE_NAME', source: 'ClientConfig.java' }),
  ),
  clientIp: v.pipe(
    v.optional(textSchema),
    v.description('First part of the client id. Default: this machine’s first address'),
    v.metadata({ env: 'ROCKETMQ_CLIENT_IP', source: 'ClientConfig.java clientIP' }),
  ),
  unitName: v.pipe(
    v.optional(textSchema),
    v.description('Last part of the client id, for clusters divided into units'),
    v.metadata({ env: 'ROCKETMQ_UNIT_NAME', source: 'ClientConfig.java' }),
  ),
  heartbeatIntervalMs: v.pipe(
    v.optional(millisecondsSchema(100), 30_000),
    v.description('Time between heartbeats. Brokers forget a client after 120 s without one'),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_HEARTBEAT_INTERVAL_MS',
      source: 'ClientConfig.java heartbeatBrokerInterval',
    }),
  ),
  routeRefreshIntervalMs: v.pipe(
    v.optional(millisecondsSchema(100), 30_000),
    v.description('Time between refreshes of all routes in use'),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_ROUTE_REFRESH_INTERVAL_MS',
      source: 'ClientConfig.java pollNameServerInterval',
    }),
  ),
  routeUnusedMs: v.pipe(
    v.optional(millisecondsSchema(1000), 600_000),
    v.description('A route that nobody asked for so long is forgotten'),
    v.metadata({ unit: 'ms' }),
  ),
  autoCreateTopicKey: v.pipe(
    v.optional(textSchema, 'TBW102'),
    v.description('Topic whose route stands in for one that the broker is to create'),
    v.metadata({ source: 'TopicValidator.java AUTO_CREATE_TOPIC_KEY_TOPIC' }),
  ),
  defaultTopicQueueNums: v.pipe(
    v.optional(countSchema(1, 65_535), 4),
    v.description('Queues of a topic that the broker creates by itself'),
    v.metadata({ unit: 'queues', source: 'DefaultMQProducer.java' }),
  ),
  connection: v.pipe(
    v.optional(remotingSchema, {}),
    v.description('Sockets, time limits, TLS and credentials'),
  ),
})

/** What users write. */
export type ClientSettings = v.InferInput<typeof clientSchema>

/** What the code reads: complete and frozen. */
export type ResolvedClientSettings = Readonly<v.InferOutput<typeof clientSchema>>

/** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key */
export function resolveClientSettings(settings: ClientSettings): ResolvedClientSettings {
  return parseSettings('RocketMQ client settings', clientSchema, settings)
}

/** Each key of {@link ClientSettings}: the compiler says when one is forgotten. */
type EveryClientSetting = { readonly [K in keyof Required<ClientSettings>]: ClientSettings[K] }

/** Those of a producer's or consumer's settings that are the client's. */
export function clientSettingsOf(settings: ClientSettings): EveryClientSetting {
  return {
    nameServers: settings.nameServers,
    instanceName: settings.instanceName,
    clientIp: settings.clientIp,
    unitName: settings.unitName,
    heartbeatIntervalMs: settings.heartbeatIntervalMs,
    routeRefreshIntervalMs: settings.routeRefreshIntervalMs,
    routeUnusedMs: settings.routeUnusedMs,
    autoCreateTopicKey: settings.autoCreateTopicKey,
    defaultTopicQueueNums: settings.defaultTopicQueueNums,
    connection: settings.connection,
  }
}
