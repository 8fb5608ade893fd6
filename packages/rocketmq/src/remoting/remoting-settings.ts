import * as v from 'valibot'

import { mustBe } from '../rules/must-be.js'
import {
  countOrInfinitySchema,
  countSchema,
  millisecondsSchema,
  textSchema,
} from '../settings/settings.js'
import { DEFAULT_MAX_FRAME_BYTES } from './frame.js'
import { tlsSchema } from './tls-settings.js'

const reconnectSchema = v.strictObject({
  initialDelayMs: v.pipe(
    v.optional(millisecondsSchema(1), 100),
    v.description('Wait after the first failed attempt to connect; doubles from there'),
    v.metadata({ unit: 'ms' }),
  ),
  maxDelayMs: v.pipe(
    v.optional(millisecondsSchema(1), 5000),
    v.description('Longest wait between attempts'),
    v.metadata({ unit: 'ms' }),
  ),
  maxAttempts: v.pipe(
    v.optional(countOrInfinitySchema(1), Infinity),
    v.description('Failed attempts in a row after which an address is given up'),
    v.metadata({ unit: 'attempts' }),
  ),
})

const aclSchema = v.strictObject({
  accessKey: v.pipe(textSchema, v.description('User name')),
  secretKey: v.pipe(textSchema, v.description('Password; never sent, requests are signed with it')),
  securityToken: v.pipe(v.optional(textSchema), v.description('Token of temporary credentials')),
})

/** Every setting of connections: its type, default, check and documentation. */
export const remotingSchema = v.strictObject({
  connectTimeoutMs: v.pipe(
    v.optional(millisecondsSchema(1), 3000),
    v.description('How long one attempt to connect may take, TLS included'),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_CONNECT_TIMEOUT_MS',
      source: 'NettyClientConfig.java',
    }),
  ),
  requestTimeoutMs: v.pipe(
    v.optional(millisecondsSchema(1), 3000),
    v.description('How long a call waits that does not bring a time of its own'),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_REQUEST_TIMEOUT_MS',
      source: 'ClientConfig.java mqClientApiTimeout',
    }),
  ),
  connectionsPerServer: v.pipe(
    v.optional(countSchema(1, 64), 1),
    v.description(
      'Sockets to each server. More than 1 spreads the calls; requests from the broker come on those that sent a heartbeat',
    ),
    v.metadata({ unit: 'sockets', source: 'a server knows a client by its channel' }),
  ),
  maxPendingRequests: v.pipe(
    v.optional(countSchema(1), 65_535),
    v.description('Calls under way at a time, over all servers'),
    v.metadata({ unit: 'calls', source: 'NettySystemConfig.java' }),
  ),
  maxFrameBytes: v.pipe(
    v.optional(countSchema(1024, 0x7fff_ffff), DEFAULT_MAX_FRAME_BYTES),
    v.description('Largest frame, sent or received. Servers close the connection beyond 16 MiB'),
    v.metadata({ unit: 'bytes', source: 'NettyDecoder.java' }),
  ),
  headerForm: v.pipe(
    v.optional(v.picklist(['json', 'binary'], mustBe.oneOf('json', 'binary')), 'json'),
    v.description('How request headers are written; both are always read'),
    v.metadata({ source: 'SerializeType.java' }),
  ),
  keepAliveMs: v.pipe(
    v.optional(millisecondsSchema(0), 60_000),
    v.description('Idle time after which the system probes a socket; 0 switches it off'),
    v.metadata({ unit: 'ms' }),
  ),
  maxSilenceMs: v.pipe(
    v.optional(millisecondsSchema(1), 15_000),
    v.description(
      'A connection on which a call timed out is replaced once nothing was received for this long: the server’s machine may be gone',
    ),
    v.metadata({ unit: 'ms' }),
  ),
  reconnect: v.pipe(v.optional(reconnectSchema, {}), v.description('Waits between attempts')),
  tls: v.pipe(
    v.optional(tlsSchema, false),
    v.description('TLS to every server: true, or certificates'),
    v.metadata({ source: 'TlsSystemConfig.java' }),
  ),
  acl: v.pipe(
    v.optional(aclSchema),
    v.description('Signs every request'),
    v.metadata({ source: 'AclClientRPCHook.java' }),
  ),
})

/** What users write. */
export type RemotingSettings = v.InferInput<typeof remotingSchema>

/** What the code reads: complete and frozen. */
export type ResolvedRemotingSettings = Readonly<v.InferOutput<typeof remotingSchema>>
