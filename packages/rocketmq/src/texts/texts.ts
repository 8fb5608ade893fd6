import { defineTexts } from './text.js'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  // --- settings
  configInvalid: {
    en: 'Invalid {subject}: {problems}',
    'zh-CN': '{subject} 无效：{problems}',
  },
  problemAt: { en: '{path}: {problem}', 'zh-CN': '{path}：{problem}' },
  keyRequired: { en: 'is required', 'zh-CN': '必须给出' },
  keyUnknown: { en: 'unknown key; known: {known}', 'zh-CN': '未知的键；已知：{known}' },
  keyUnknownMeant: {
    en: 'unknown key; did you mean {meant}?',
    'zh-CN': '未知的键；是否想用 {meant}？',
  },
  mustBeText: { en: 'must be text', 'zh-CN': '必须是文本' },
  textEmpty: { en: 'must not be empty', 'zh-CN': '不能为空' },
  mustBeFlag: { en: 'must be true or false', 'zh-CN': '必须是 true 或 false' },
  mustBeNumber: { en: 'must be a number', 'zh-CN': '必须是数字' },
  mustBeWholeNumber: { en: 'must be a whole number', 'zh-CN': '必须是整数' },
  mustBeAtLeast: {
    en: 'must be at least {least}, got {value}',
    'zh-CN': '不能小于 {least}，收到 {value}',
  },
  mustBeAtMost: {
    en: 'must be at most {most}, got {value}',
    'zh-CN': '不能大于 {most}，收到 {value}',
  },
  mustBeCountOrInfinity: {
    en: 'must be a whole number of at least {least}, or Infinity; got {value}',
    'zh-CN': '必须是不小于 {least} 的整数，或 Infinity；收到 {value}',
  },
  mustBeOneOf: { en: 'must be {choice}', 'zh-CN': '必须是 {choice}' },
  choice: { en: '{others} or {last}', 'zh-CN': '{others} 或 {last}' },
  onlyChoice: { en: '{last}', 'zh-CN': '{last}' },
  mustBeFunction: { en: 'must be a function', 'zh-CN': '必须是函数' },
  mustBeFunctions: {
    en: 'must be a function, or a list of functions',
    'zh-CN': '必须是函数或函数列表',
  },
  mustBePem: {
    en: 'must be PEM text or bytes, or a list of them',
    'zh-CN': '必须是 PEM 文本或字节，或其列表',
  },
  closed: { en: '{what} is closed', 'zh-CN': '{what} 已关闭' },

  // --- remoting
  connectFailed: {
    en: 'Cannot connect to {address}: {reason}',
    'zh-CN': '无法连接 {address}：{reason}',
  },
  connectTimeout: {
    en: 'Cannot connect to {address} within {timeoutMs} ms (connectTimeoutMs)',
    'zh-CN': '{timeoutMs} 毫秒内无法连接 {address}（connectTimeoutMs）',
  },
  notConnectedInTime: {
    en: 'No connection to {address} within {timeoutMs} ms, the time of the call; nothing was sent',
    'zh-CN': '在调用的 {timeoutMs} 毫秒时限内未能连接 {address}；未发送任何数据',
  },
  backingOff: {
    en: 'Not connected to {address}: the last attempt failed ({reason}), the next is in {retryInMs} ms',
    'zh-CN': '未连接到 {address}：上次尝试失败（{reason}），{retryInMs} 毫秒后重试',
  },
  tlsFailed: {
    en: 'The TLS handshake with {address} failed: {reason}',
    'zh-CN': '与 {address} 的 TLS 握手失败：{reason}',
  },
  connectionLost: {
    en: 'The connection to {address} broke: {reason}',
    'zh-CN': '与 {address} 的连接中断：{reason}',
  },
  closedBeforeAnswer: {
    en: 'The server at {address} closed the connection without any answer: a frame over its limit (16 MiB), or does it require TLS (tls)?',
    'zh-CN':
      '{address} 的服务器未作任何应答即关闭连接：帧超过其上限（16 MiB），或者它要求 TLS（tls）？',
  },
  wrongProtocol: {
    en: '{address} speaks {protocol}, not RocketMQ remoting: {hint}',
    'zh-CN': '{address} 使用的是 {protocol}，而不是 RocketMQ remoting 协议：{hint}',
  },
  somethingElse: {
    en: 'something else (first bytes: {bytes})',
    'zh-CN': '其他协议（首字节：{bytes}）',
  },
  hintRemotingPort: {
    en: 'give the remoting port, by default 9876 (name server), 10911 (broker), 8080 (proxy)',
    'zh-CN': '请使用 remoting 端口，默认 9876（name server）、10911（broker）、8080（proxy）',
  },
  hintUseTls: { en: 'set tls', 'zh-CN': '请设置 tls' },
  reasonRefused: {
    en: 'connection refused: nothing listens there',
    'zh-CN': '连接被拒绝：该端口没有服务在监听',
  },
  reasonUnknownHost: { en: 'the host name is unknown', 'zh-CN': '主机名无法解析' },
  reasonUnreachable: { en: 'no route to the host', 'zh-CN': '主机不可达' },
  reasonNoAnswer: { en: 'the host does not answer', 'zh-CN': '主机无响应' },
  reasonReset: { en: 'the server reset it', 'zh-CN': '被服务器重置' },
  reasonClosedByServer: { en: 'the server closed it', 'zh-CN': '被服务器关闭' },
  reasonSilent: {
    en: 'nothing was received for {silentMs} ms (maxSilenceMs) and a call timed out',
    'zh-CN': '{silentMs} 毫秒内未收到任何数据（maxSilenceMs），且有调用超时',
  },
  reasonNoTlsThere: {
    en: 'the server ended the handshake; it may not speak TLS',
    'zh-CN': '服务器中断了握手；它可能不支持 TLS',
  },
  reasonBadAddress: {
    en: 'not an address; expected host:port or [IPv6]:port',
    'zh-CN': '不是有效地址；应为 host:port 或 [IPv6]:port',
  },
  reasonGaveUp: {
    en: 'gave up after {attempts} attempts (reconnect.maxAttempts); last: {reason}',
    'zh-CN': '尝试 {attempts} 次后放弃（reconnect.maxAttempts）；最后原因：{reason}',
  },
  reasonOther: { en: '{words}', 'zh-CN': '{words}' },
  noProcessor: {
    en: 'request code {code} is not supported by this client',
    'zh-CN': '此客户端不支持请求码 {code}',
  },
  noProcessorAnswered: {
    en: 'nobody in this client answers request {code}',
    'zh-CN': '此客户端中没有人应答请求 {code}',
  },
  requestTimeout: {
    en: 'No answer from {address} to request {code} within {timeoutMs} ms; whether it was done is unknown',
    'zh-CN': '{address} 未在 {timeoutMs} 毫秒内应答请求 {code}；请求是否已执行未知',
  },
  requestAborted: {
    en: 'Request {code} to {address} was aborted by its signal',
    'zh-CN': '发往 {address} 的请求 {code} 已被 signal 中止',
  },
  tooManyRequests: {
    en: '{count} requests to {address} wait for their answer; the limit is {limit} (maxPendingRequests)',
    'zh-CN': '{count} 个发往 {address} 的请求正在等待应答；上限为 {limit}（maxPendingRequests）',
  },
  frameTooLarge: {
    en: 'The request {code} has {bytes} bytes, a frame may have {limit} (maxFrameBytes)',
    'zh-CN': '请求 {code} 有 {bytes} 字节，帧上限为 {limit}（maxFrameBytes）',
  },
  frameReceivedTooLarge: {
    en: 'A frame from the server has {bytes} bytes, the limit is {limit} (maxFrameBytes)',
    'zh-CN': '来自服务器的帧有 {bytes} 字节，上限为 {limit}（maxFrameBytes）',
  },
  frameInvalid: {
    en: 'Bytes are not a RocketMQ frame: {reason}',
    'zh-CN': '字节不是 RocketMQ 帧：{reason}',
  },
  frameLengthImpossible: {
    en: 'the length field says {length} bytes',
    'zh-CN': '长度字段为 {length} 字节',
  },
  headerLengthImpossible: {
    en: 'a header of {headerLength} bytes in a frame of {length}',
    'zh-CN': '{length} 字节的帧中头部为 {headerLength} 字节',
  },
  serializeTypeUnknown: {
    en: 'serialize type {type}, known are 0 (JSON) and 1 (binary)',
    'zh-CN': '序列化类型 {type}，已知的是 0（JSON）和 1（二进制）',
  },
  headerNotJson: { en: 'the header is not JSON', 'zh-CN': '头部不是 JSON' },
  headerFieldWrong: {
    en: 'header field {field} is {value}',
    'zh-CN': '头部字段 {field} 为 {value}',
  },
  headerTruncated: {
    en: 'the binary header ends inside {field}',
    'zh-CN': '二进制头部在 {field} 处中断',
  },
  headerUnencodable: {
    en: 'The header of request {code} cannot be sent: {field} has {bytes} bytes, the binary header takes {limit}',
    'zh-CN': '请求 {code} 的头部无法发送：{field} 有 {bytes} 字节，二进制头部上限为 {limit}',
  },

  // --- name servers and routes
  noNameServer: {
    en: 'No name server answers: {attempts}',
    'zh-CN': '没有 name server 应答：{attempts}',
  },
  topicNotFound: {
    en: 'The name server {nameServer} has no route for topic {topic}, and no broker creates topics by itself (route of {keyTopic}). Create the topic, or set autoCreateTopicEnable=true on a broker',
    'zh-CN':
      'name server {nameServer} 没有主题 {topic} 的路由，也没有 broker 会自动创建主题（{keyTopic} 的路由）。请创建该主题，或在 broker 上设置 autoCreateTopicEnable=true',
  },
  noBroker: {
    en: 'No address is known for broker {broker}: it is not registered at the name servers',
    'zh-CN': '不知道 broker {broker} 的地址：它没有在 name server 上注册',
  },

  // --- protocol, messages
  decodeFailed: {
    en: 'Cannot read {subject}: {reason}',
    'zh-CN': '无法读取{subject}：{reason}',
  },
  encodeFailed: {
    en: 'Cannot write {subject}: {reason}',
    'zh-CN': '无法写入{subject}：{reason}',
  },
  messageInvalid: {
    en: 'The message for topic {topic} may not be sent: {problems}',
    'zh-CN': '发往主题 {topic} 的消息不能发送：{problems}',
  },
  batchInvalid: {
    en: 'Message {index} may not be in this batch: {reason}',
    'zh-CN': '第 {index} 条消息不能放入该批次：{reason}',
  },
  batchEmpty: {
    en: 'A batch needs at least one message',
    'zh-CN': '批次至少需要一条消息',
  },
  codecMissing: {
    en: 'The body is compressed with {type} and no codec for it is registered (compressionCodecs); it is delivered as it was stored',
    'zh-CN':
      '消息体使用 {type} 压缩，但未注册相应的编解码器（compressionCodecs）；按存储的原样交付',
  },
  bodyUndecompressible: {
    en: 'The body cannot be decompressed with {type}: {reason}; it is delivered as it was stored',
    'zh-CN': '消息体无法用 {type} 解压：{reason}；按存储的原样交付',
  },
  bodyTooLarge: {
    en: 'The body has more than {limit} bytes when decompressed with {type} (maxBodyBytes); it is delivered as it was stored',
    'zh-CN': '消息体用 {type} 解压后超过 {limit} 字节（maxBodyBytes）；按存储的原样交付',
  },
  bodyCrcWrong: {
    en: 'The checksum of the body is {found}, the broker stored {expected}',
    'zh-CN': '消息体校验和为 {found}，而 broker 存储的是 {expected}',
  },
  noQueue: {
    en: 'Topic {topic} has no queue to send to: none is writable at a broker with a master',
    'zh-CN': '主题 {topic} 没有可发送的队列：没有任何带主节点的 broker 上的队列可写',
  },
  queueInvalid: {
    en: 'The selector chose {queue} for topic {topic}; that is none of its {count} queues',
    'zh-CN': '选择器为主题 {topic} 选择了 {queue}；它不属于该主题的 {count} 个队列',
  },

  // --- sending
  notStarted: {
    en: '{what} is not started: call start() and await it first',
    'zh-CN': '{what} 尚未启动：请先调用 start() 并等待其完成',
  },
  sendFailed: {
    en: 'Sending to topic {topic} failed after {count} attempt(s) in {elapsedMs} ms; {stored}. {attempts}',
    'zh-CN':
      '发送到主题 {topic} 失败，共尝试 {count} 次，用时 {elapsedMs} 毫秒；{stored}。{attempts}',
  },
  sendNotStored: { en: 'nothing was stored', 'zh-CN': '未存储任何内容' },
  sendMaybeStored: {
    en: 'whether the message is stored is unknown',
    'zh-CN': '消息是否已存储未知',
  },
  sendAttempt: {
    en: 'Attempt {attempt} at {brokerName} ({address}): {reason}',
    'zh-CN': '第 {attempt} 次尝试 {brokerName}（{address}）：{reason}',
  },
  replyTimedOut: {
    en: 'No reply to the request {msgId} to topic {topic} within {timeoutMs} ms',
    'zh-CN': '{timeoutMs} 毫秒内未收到对主题 {topic} 的请求 {msgId} 的回复',
  },
  replyImpossible: {
    en: 'Message {msgId} of topic {topic} cannot be replied to: it has no {missing}',
    'zh-CN': '无法回复主题 {topic} 的消息 {msgId}：它没有 {missing}',
  },
  sendTimedOut: {
    en: 'Sending to topic {topic} was not begun within {timeoutMs} ms (sendTimeoutMs): {step}; nothing was sent',
    'zh-CN':
      '发往主题 {topic} 的发送未能在 {timeoutMs} 毫秒内开始（sendTimeoutMs）：{step}；未发送任何数据',
  },
  stepRoom: { en: 'it waited for room (inFlight)', 'zh-CN': '一直在等待空位（inFlight）' },
  stepRoute: {
    en: 'it waited for the route from the name servers',
    'zh-CN': '一直在等待 name server 返回路由',
  },
  sendAborted: {
    en: 'Sending to topic {topic} was aborted by its signal; {stored}',
    'zh-CN': '发往主题 {topic} 的发送被 signal 中止；{stored}',
  },
  sendBufferFull: {
    en: '{inFlight} sends ({inFlightBytes} bytes) are under way and {waiting} wait; the limits are {maxMessages} and {maxBytes} bytes (inFlight). Nothing was sent',
    'zh-CN':
      '{inFlight} 个发送（{inFlightBytes} 字节）正在进行，{waiting} 个在等待；上限为 {maxMessages} 个和 {maxBytes} 字节（inFlight）。未发送任何数据',
  },
  batchFailed: {
    en: '{failed} of {count} messages were not sent; the first failure: {reason}',
    'zh-CN': '{count} 条消息中有 {failed} 条未发送；首个失败：{reason}',
  },

  // --- transactions
  halfFailed: {
    en: 'The half message for topic {topic} was not stored, the local transaction was not run: {reason}',
    'zh-CN': '发往主题 {topic} 的半消息未存储，本地事务未执行：{reason}',
  },
  localTransactionFailed: {
    en: 'executeLocalTransaction threw for transaction {transactionId} of topic {topic}: {reason}. Its state is unknown; the broker will ask',
    'zh-CN':
      '主题 {topic} 的事务 {transactionId} 执行 executeLocalTransaction 时抛出异常：{reason}。状态未知；broker 将回查',
  },
  transactionEndFailed: {
    en: 'The {state} of transaction {transactionId} of topic {topic} could not be handed to {address}: {reason}. The half message is stored; the broker will ask',
    'zh-CN':
      '主题 {topic} 的事务 {transactionId} 的 {state} 未能交给 {address}：{reason}。半消息已存储；broker 将回查',
  },
  transactionCheckFailed: {
    en: 'checkLocalTransaction threw for transaction {transactionId} of topic {topic}: {reason}. The broker asks again',
    'zh-CN':
      '主题 {topic} 的事务 {transactionId} 执行 checkLocalTransaction 时抛出异常：{reason}。broker 将再次回查',
  },
  transactionCheckUnreadable: {
    en: 'A question of {address} about a transaction cannot be read: {reason}',
    'zh-CN': '无法读取 {address} 的事务回查：{reason}',
  },
  transactionTimeout: {
    en: '{method} did not answer for transaction {transactionId} of topic {topic} within {timeoutMs} ms ({setting}). Its state is unknown; the broker will ask',
    'zh-CN':
      '{method} 未在 {timeoutMs} 毫秒内（{setting}）答复主题 {topic} 的事务 {transactionId}。状态未知；broker 将回查',
  },
  transactionStateInvalid: {
    en: '{method} returned {value} for transaction {transactionId} of topic {topic}; it must return "commit", "rollback" or "unknown", and counts as "unknown"',
    'zh-CN':
      '{method} 对主题 {topic} 的事务 {transactionId} 返回了 {value}；必须返回 "commit"、"rollback" 或 "unknown"，现按 "unknown" 处理',
  },

  // --- administration
  nothing: { en: '', 'zh-CN': '' },
  meant: { en: '; did you mean {name}?', 'zh-CN': '；是否指 {name}？' },
  known: { en: '; known: {names}', 'zh-CN': '；已知：{names}' },
  topicMissing: {
    en: 'There is no topic {topic}{hint}',
    'zh-CN': '主题 {topic} 不存在{hint}',
  },
  groupMissing: {
    en: 'No broker knows the consumer group {group}{hint}',
    'zh-CN': '没有 broker 知道消费者组 {group}{hint}',
  },
  clusterMissing: {
    en: 'There is no cluster {cluster}{hint}',
    'zh-CN': '集群 {cluster} 不存在{hint}',
  },
  brokerMissing: {
    en: 'There is no broker {broker}, neither by name nor by address{hint}',
    'zh-CN': '不存在名称或地址为 {broker} 的 broker{hint}',
  },
  brokerSettingMissing: {
    en: 'The broker {address} has no setting {name}, and would ignore it{hint}',
    'zh-CN': 'broker {address} 没有设置项 {name}，会忽略它{hint}',
  },
  userMissing: { en: 'There is no user {user}{hint}', 'zh-CN': '用户 {user} 不存在{hint}' },
  aclMissing: {
    en: 'There are no rules for {subject}{hint}',
    'zh-CN': '{subject} 没有规则{hint}',
  },
  messageMissing: {
    en: 'No broker has the message {id} any more, or ever had it',
    'zh-CN': '没有 broker 拥有消息 {id}（已删除或从未存在）',
  },
  deadLettersMissing: {
    en: 'The group {group} has no dead letters: there is no topic {topic}{hint}',
    'zh-CN': '消费者组 {group} 没有死信：主题 {topic} 不存在{hint}',
  },
  retryTopicMissing: {
    en: 'The group {group} has no retry topic to send to: no consumer of it has run; choose the original topic',
    'zh-CN': '消费者组 {group} 没有可发送的重试主题：它从未有消费者运行；请选择原主题',
  },
  memberMissing: {
    en: 'No member of the group {group} is called {clientId}{hint}',
    'zh-CN': '消费者组 {group} 中没有名为 {clientId} 的成员{hint}',
  },
  topicExists: {
    en: 'The topic {topic} exists already at {brokers}',
    'zh-CN': '主题 {topic} 已存在于 {brokers}',
  },
  groupExists: {
    en: 'The consumer group {group} exists already at {brokers}',
    'zh-CN': '消费者组 {group} 已存在于 {brokers}',
  },
  userExists: {
    en: 'The user {user} exists already at {brokers}',
    'zh-CN': '用户 {user} 已存在于 {brokers}',
  },
  partlyDone: {
    en: '{what}: done at {done} of {count} servers; failed: {reasons}',
    'zh-CN': '{what}：{count} 台服务器中有 {done} 台完成；失败：{reasons}',
  },
  atServer: { en: '{address}: {reason}', 'zh-CN': '{address}：{reason}' },
  accessControlOff: {
    en: '{address} failed at {request} and says no more; most likely its access control is off: see authenticationEnabled, authorizationEnabled and their providers in its broker.conf',
    'zh-CN':
      '{address} 执行 {request} 失败且未说明原因；很可能未启用访问控制：请检查其 broker.conf 中的 authenticationEnabled、authorizationEnabled 及各自的 provider',
  },
  membersOnline: {
    en: 'The broker {address} can only set the offsets of a group that does not run; stop the members of {group} first',
    'zh-CN': 'broker {address} 只能设置未运行的消费者组的位点；请先停止 {group} 的成员',
  },

  // --- what brokers and name servers answer
  serverRefused: {
    en: '{address} answered {request}{about} with {code} ({name}): {remark}. {action}',
    'zh-CN': '{address} 对 {request}{about} 的应答为 {code}（{name}）：{remark}',
  },
})
