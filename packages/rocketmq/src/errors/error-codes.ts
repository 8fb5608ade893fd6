/** What a code says about the error that carries it. */
export interface ErrorCodeEntry {
  /** What happened. */
  readonly meaning: string
  /** Whether the same call may succeed later, or elsewhere, without a change of code or settings. */
  readonly isRetriable: boolean
  /** Whether the client or its settings are at fault, so that every further call fails the same way. */
  readonly isFatal: boolean
  /** What the reader can do. */
  readonly action: string
}

type Kind = 'retriable' | 'permanent' | 'fatal'

const entry = (kind: Kind, meaning: string, action: string): ErrorCodeEntry => ({
  meaning,
  isRetriable: kind === 'retriable',
  isFatal: kind === 'fatal',
  action,
})

/**
 * Every code an error of this package can carry. Codes are the contract: texts may change and exist in two languages,
 * removing or reusing a code is a major change.
 */
export const ERROR_CODES = {
  // --- settings
  ROCKETMQ_CONFIG_INVALID: entry(
    'fatal',
    'A setting, an option or an environment variable is wrong.',
    'Correct the key the error names; it proposes the nearest valid one.',
  ),
  ROCKETMQ_CLOSED: entry(
    'fatal',
    'The client, producer or connection was used after its end.',
    'Create and start a new one.',
  ),

  // --- remoting
  ROCKETMQ_CONNECT_FAILED: entry(
    'retriable',
    'No connection to the server could be opened in time.',
    'Check that it runs, that the address is right, and that this machine can reach it.',
  ),
  ROCKETMQ_TLS_FAILED: entry(
    'fatal',
    'The TLS handshake failed: a certificate, a name, or one side without TLS.',
    'Check tls.ca, tls.cert, tls.key and tls.servername.',
  ),
  ROCKETMQ_WRONG_PROTOCOL: entry(
    'fatal',
    'What answers at this address speaks something else than RocketMQ remoting.',
    'Use the remoting port: 9876 (name server), 10911 (broker), 8080 (proxy).',
  ),
  ROCKETMQ_CONNECTION_LOST: entry(
    'retriable',
    'The connection broke before the answer came; whether the request was done is unknown.',
    'Repeat the call where a repetition does no harm.',
  ),
  ROCKETMQ_REQUEST_TIMEOUT: entry(
    'retriable',
    'No answer came in time; whether the request was done is unknown.',
    'Repeat the call, raise its timeout, or look at the load of the server.',
  ),
  ROCKETMQ_REQUEST_ABORTED: entry(
    'permanent',
    'The caller’s AbortSignal ended the call.',
    'Nothing: somebody asked for it. Whether the request was done is unknown.',
  ),
  ROCKETMQ_TOO_MANY_REQUESTS: entry(
    'retriable',
    'More calls wait for their answer than maxPendingRequests allows.',
    'Send slower, or raise maxPendingRequests.',
  ),
  ROCKETMQ_FRAME_TOO_LARGE: entry(
    'permanent',
    'A request or an answer is larger than a frame may be.',
    'Send smaller messages or batches; ask for less at a time.',
  ),
  ROCKETMQ_FRAME_INVALID: entry(
    'permanent',
    'Bytes do not follow the remoting protocol.',
    'Check that the address is that of a RocketMQ name server, broker or proxy.',
  ),

  // --- name servers and routes
  ROCKETMQ_NO_NAME_SERVER: entry(
    'retriable',
    'None of the name servers gave an answer.',
    'Check nameServers; the error lists each address with its reason.',
  ),
  ROCKETMQ_TOPIC_NOT_FOUND: entry(
    'retriable',
    'No name server knows the topic, and it cannot be created on its own.',
    'Create the topic, or set autoCreateTopicEnable on the broker.',
  ),
  ROCKETMQ_ROUTE_UNKNOWN: entry(
    'retriable',
    'A topic was created, and a name server that answers has not heard of it in time.',
    'Wait: brokers tell it again every 30 s. Check that each broker reaches every name server (namesrvAddr).',
  ),
  ROCKETMQ_NO_BROKER: entry(
    'retriable',
    'No reachable broker is known for what was asked.',
    'Check that a broker is registered at the name server.',
  ),

  // --- protocol, messages
  ROCKETMQ_DECODE_FAILED: entry(
    'permanent',
    'An answer, a message or an id does not have the form RocketMQ gives it.',
    'Check that the server is a RocketMQ of version 4.9 or 5; if it is, report the bytes.',
  ),
  ROCKETMQ_ENCODE_FAILED: entry(
    'permanent',
    'A value cannot be written the way RocketMQ wants it.',
    'Correct the value the error names.',
  ),
  ROCKETMQ_MESSAGE_INVALID: entry(
    'permanent',
    'A message may not be sent as it is; nothing was sent.',
    'Correct what the error lists: topic, body, properties or delay.',
  ),
  ROCKETMQ_BATCH_INVALID: entry(
    'permanent',
    'These messages may not travel in one batch; nothing was sent.',
    'Send the message the error names alone, or let splitBatch form legal batches.',
  ),
  ROCKETMQ_CODEC_MISSING: entry(
    'permanent',
    'A body is compressed in a way this client has no codec for.',
    'Do what the error says. zlib and lz4 are read; zstd from Node 22.15 on, before that with the package fzstd.',
  ),
  ROCKETMQ_BODY_UNREADABLE: entry(
    'permanent',
    'A body cannot be decompressed, is too large when it is, or its checksum is wrong.',
    'Look at the raw body in the message; raise maxBodyBytes where it is only too large.',
  ),
  ROCKETMQ_NO_QUEUE: entry(
    'retriable',
    'The topic has no queue that can be used.',
    'Check the topic’s permissions and that its brokers have a master.',
  ),
  ROCKETMQ_QUEUE_INVALID: entry(
    'permanent',
    'A queue was chosen that the topic does not have.',
    'Let the selector return one of the queues it was given.',
  ),

  // --- sending
  ROCKETMQ_NOT_STARTED: entry(
    'fatal',
    'A producer was used before it was started.',
    'Await start() first.',
  ),
  ROCKETMQ_SEND_FAILED: entry(
    'retriable',
    'All attempts to send a message failed; the error lists each broker with its reason.',
    'Look at the reasons. Send again under the same uniqueId where mayBeStored is true.',
  ),
  ROCKETMQ_SEND_TIMEOUT: entry(
    'retriable',
    'A send ran out of time before anything was sent: no room, or no route.',
    'Send slower, raise sendTimeoutMs or inFlight, or look at the name servers.',
  ),
  ROCKETMQ_SEND_BUFFER_FULL: entry(
    'retriable',
    'More sends are under way, or wait, than inFlight allows.',
    'Await earlier sends, or raise inFlight.',
  ),
  ROCKETMQ_BATCH_FAILED: entry(
    'retriable',
    'Some messages of a list were sent and others were not; the error has each one’s result or error.',
    'Send again those that have an error.',
  ),

  ROCKETMQ_REPLY_TIMEOUT: entry(
    'retriable',
    'A request over topics was stored, and no reply came in time; whether it was handled is unknown.',
    'Check that somebody consumes the topic and replies; raise timeoutMs; repeat where that does no harm.',
  ),
  ROCKETMQ_REPLY_IMPOSSIBLE: entry(
    'permanent',
    'A message to reply to is no request, or came from a broker that did not say its cluster.',
    'Reply only to messages that were sent with request(); isRequest tells them apart.',
  ),

  // --- transactions
  ROCKETMQ_TRANSACTION_HALF_FAILED: entry(
    'retriable',
    'The half message of a transaction was not stored; the local transaction was not run.',
    'Begin the transaction again. Where mayBeStored is true, the broker may still ask about the first.',
  ),
  ROCKETMQ_TRANSACTION_LOCAL_FAILED: entry(
    'permanent',
    'executeLocalTransaction threw; the state is unknown, and the broker will ask.',
    'Look at the cause. Answer the broker’s question in checkLocalTransaction.',
  ),
  ROCKETMQ_TRANSACTION_COMMIT_FAILED: entry(
    'retriable',
    'The half message is stored, but its commit could not be handed to the broker.',
    'Nothing: the broker will ask, and checkLocalTransaction answers.',
  ),
  ROCKETMQ_TRANSACTION_ROLLBACK_FAILED: entry(
    'retriable',
    'The half message is stored, but its rollback could not be handed to the broker.',
    'Nothing: the broker will ask, and checkLocalTransaction answers.',
  ),
  ROCKETMQ_TRANSACTION_CHECK_FAILED: entry(
    'retriable',
    'A broker asked how a transaction ended and got no answer: checkLocalTransaction threw, or the question cannot be read.',
    'Look at the cause. The broker asks again.',
  ),
  ROCKETMQ_TRANSACTION_TIMEOUT: entry(
    'retriable',
    'A transaction listener did not answer in time; the state is unknown, and the broker will ask.',
    'Let the listener end sooner, or raise localTimeoutMs or checkTimeoutMs.',
  ),
  ROCKETMQ_TRANSACTION_STATE_INVALID: entry(
    'permanent',
    'A transaction listener returned something that is no state; it counts as unknown.',
    'Return "commit", "rollback" or "unknown".',
  ),

  // --- administration
  ROCKETMQ_ALREADY_EXISTS: entry(
    'permanent',
    'A topic, a group or a user is there already; nothing was changed.',
    'Update it instead, or choose another name.',
  ),
  ROCKETMQ_PARTLY_DONE: entry(
    'retriable',
    'What had to be done at several servers was done at some and failed at others; the error lists both.',
    'Look at the reasons, then repeat the call; what is done stays done.',
  ),

  // --- what brokers and name servers answer
  ROCKETMQ_BROKER_ERROR: entry(
    'retriable',
    'The server failed, in its own words.',
    'Read its words in the error, and the server’s log.',
  ),
  ROCKETMQ_BROKER_BUSY: entry(
    'retriable',
    'The server has too much to do.',
    'Wait and repeat; another broker may have room.',
  ),
  ROCKETMQ_BROKER_UNAVAILABLE: entry(
    'retriable',
    'The broker does not serve now: it starts, stops, is a slave, or its disk is full.',
    'Repeat, best at another broker.',
  ),
  ROCKETMQ_NO_PERMISSION: entry(
    'permanent',
    'The server refuses this: access keys, the topic’s permissions, or a feature that is off.',
    'Check accessKey and secretKey, the user’s rules, and the topic’s perm.',
  ),
  ROCKETMQ_MESSAGE_REFUSED: entry(
    'permanent',
    'The broker refuses the message: size, properties, delay, or a system topic.',
    'Correct the message; the broker’s words say what.',
  ),
  ROCKETMQ_REQUEST_REFUSED: entry(
    'permanent',
    'The server finds the request invalid: a queue id, a name, an expression, a handle.',
    'Correct what the server’s words name.',
  ),
  ROCKETMQ_REQUEST_UNSUPPORTED: entry(
    'permanent',
    'This server does not know the request, or not from this version of the protocol.',
    'Use a newer server; the guide lists what needs which version.',
  ),
  ROCKETMQ_SUBSCRIPTION_UNKNOWN: entry(
    'retriable',
    'The broker does not know this subscription, or only an older one.',
    'Send a heartbeat, then repeat.',
  ),
  ROCKETMQ_NOT_FOUND: entry(
    'permanent',
    'What was asked for does not exist on this server.',
    'Check the name, the key or the id.',
  ),
} as const satisfies Record<string, ErrorCodeEntry>

/** One of the stable codes in {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES
