import { defineTexts } from './text.js'

/** What is said of messages, sending and transactions. */
export const messageTexts = defineTexts({
  // --- protocol, messages
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
    en: 'The body is compressed with {type}, which cannot be read here: {hint}. It is delivered as it was stored',
    'zh-CN': '消息体使用 {type} 压缩，此处无法读取：{hint}。按存储的原样交付',
  },
  codecHint: {
    en: 'register a codec for it (compressionCodecs)',
    'zh-CN': '请注册相应的编解码器（compressionCodecs）',
  },
  zstdHint: {
    en: 'install the package {package}, use Node 22.15 or later, or register a codec (compressionCodecs)',
    'zh-CN':
      '请安装软件包 {package}、使用 Node 22.15 或更高版本，或注册编解码器（compressionCodecs）',
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
})
