// What the clients are built of, for those who build on it or talk to servers themselves: calls, routes, ids, bytes.

// --- remoting
export type { StopSignal } from './flow/stop-signal.js'
export { type AclCredentials, signRequest } from './remoting/acl-signature.js'
export type {
  InvokeOptions,
  RemotingCaller,
  RemotingRequest,
  RemotingResponse,
  RequestProcessor,
  ServerRequest,
} from './remoting/command.js'
export type { HeaderForm } from './remoting/frame.js'
export {
  RemotingClient,
  type RemotingClientOptions,
  type RequestHook,
} from './remoting/remoting-client.js'
export type {
  ConnectionState,
  RemotingEvent,
  RemotingListener,
} from './remoting/remoting-events.js'
export type { RemotingSettings } from './remoting/remoting-settings.js'
export type { TlsSettings } from './remoting/tls-settings.js'

// --- name servers, routes, brokers
export { BrokerClient } from './broker/broker-client.js'
export { type AskOptions, NameServerClient } from './nameserver/name-server-client.js'
export { NameServers, type NameServersParts } from './nameserver/name-servers.js'
export { type TopicQuestion, TopicRoutes, type TopicSpread } from './nameserver/topic-routes.js'
export type {
  AssignmentQuestion,
  MessageRequestMode,
  RequestModeSetting,
  TopicAssignment,
} from './protocol/requests/assignment.js'
export { RouteTable, type RouteTableStats, type TopicRoute } from './routing/route-table.js'

// --- protocol
export { type CompressionCodecs, compressionCodecs, zlibCodec } from './protocol/compression.js'
export type { CompressionCodec } from './protocol/compression-codec.js'
export { javaHashCode } from './protocol/java-hash.js'
export {
  compareMessageQueues,
  type MessageQueue,
  messageQueueKey,
} from './protocol/message-queue.js'
export {
  createOffsetMessageId,
  isOffsetMessageId,
  type OffsetMessageId,
  parseOffsetMessageId,
} from './protocol/offset-message-id.js'
export { isReservedProperty, PROPERTY } from './protocol/property-names.js'
export { REQUEST_CODE, requestCodeName } from './protocol/request-code.js'
export { type PushedReply, readPushedReply } from './protocol/requests/push-reply.js'
export type { SendStatus } from './protocol/requests/send.js'
export type { TransactionEnd } from './protocol/requests/transaction.js'
export { isRetriableSend, RESPONSE_CODE, responseCodeName } from './protocol/response-code.js'
export { type CompressionType, SYS_FLAG } from './protocol/sys-flag.js'
export {
  isUniqueMessageId,
  parseUniqueMessageId,
  UniqueIdGenerator,
  type UniqueIdParts,
  uniqueIdTimestamp,
  type UniqueMessageId,
} from './protocol/unique-message-id.js'

// --- routing
export type { BrokerData, QueueData, TopicRouteData } from './protocol/route-data.js'
export {
  DEFAULT_LATENCY_STEPS,
  FaultAvoidance,
  type LatencyStep,
} from './routing/fault-avoidance.js'
export {
  MessageRouter,
  type MessageRouterParts,
  type RouteOptions,
  ROUTING_STRATEGIES,
  type RoutingResult,
  type RoutingStrategy,
} from './routing/message-router.js'
export type { PublishQueues } from './routing/publish-queues.js'
export {
  MessageHashSelector,
  type Queues,
  type QueueSelector,
  type Random,
  RandomSelector,
  RoundRobinSelector,
} from './routing/queue-selector.js'
