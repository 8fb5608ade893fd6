import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  notUrl: {
    en: 'is not a URL; expected rocketmq://accessKey:secretKey@host:9876,host:9876',
    'zh-CN': '不是 URL；应为 rocketmq://accessKey:secretKey@host:9876,host:9876',
  },
  notRocketMQ: {
    en: 'must begin with rocketmq:// or rocketmqs://',
    'zh-CN': '必须以 rocketmq:// 或 rocketmqs:// 开头',
  },
  malformedEscape: {
    en: 'has a malformed % escape in access key or secret key',
    'zh-CN': 'access key 或 secret key 中的 % 转义有误',
  },
  loginHalf: {
    en: 'has an access key without a secret key',
    'zh-CN': '有 access key 而没有 secret key',
  },
  loginsDiffer: {
    en: 'must name the same access key and scheme in each URL',
    'zh-CN': '各 URL 的 access key 和协议必须相同',
  },
  mustBeUrls: { en: 'must be a URL or a list of URLs', 'zh-CN': '必须是 URL 或 URL 列表' },
  mustBeBetweenSeconds: {
    en: 'must be from {least} s to {most} s',
    'zh-CN': '必须在 {least} 秒到 {most} 秒之间',
  },
  tlsNeedsRocketmqs: { en: 'needs rocketmqs: URLs', 'zh-CN': '需要 rocketmqs: 的 URL' },
  prefixWrong: {
    en: 'must have letters, digits, - and _ only, at most {most}',
    'zh-CN': '只能由字母、数字、- 和 _ 组成，最长 {most} 个字符',
  },
  notReached: {
    en: 'Cannot reach RocketMQ at {where} within {seconds} s: {reason}',
    'zh-CN': '{seconds} 秒内无法连接 RocketMQ（{where}）：{reason}',
  },
  attemptFailed: {
    en: 'Cannot reach RocketMQ at {where}: {reason}',
    'zh-CN': '无法连接 RocketMQ（{where}）：{reason}',
  },
  noBroker: {
    en: 'no broker is registered at the name server',
    'zh-CN': '名称服务器上没有注册任何 broker',
  },
  noAnswer: { en: 'no answer', 'zh-CN': '没有响应' },
  accessRefused: {
    en: 'RocketMQ at {where} refused access: {reason}',
    'zh-CN': 'RocketMQ（{where}）拒绝访问：{reason}',
  },
  tooOld: {
    en: 'The broker {broker} of RocketMQ at {where} is older than RocketMQ 5: it has neither POP consumption nor timer messages, which jobs need. Use a broker of 5.0 or newer',
    'zh-CN':
      'RocketMQ（{where}）的 broker {broker} 早于 RocketMQ 5：它没有任务所需的 POP 消费和定时消息。请使用 5.0 或更新版本的 broker',
  },
  tooOldForPriorities: {
    en: 'The broker {broker} of RocketMQ at {where} has version {version}: priorities need 5.4. Use a newer broker, or leave maxPriority out (queue {queue})',
    'zh-CN':
      'RocketMQ（{where}）的 broker {broker} 版本为 {version}：优先级需要 5.4。请使用更新的 broker，或去掉 maxPriority（队列 {queue}）',
  },
  topicLacksPriorities: {
    en: 'The topic {topic} of the queue {queue} was not made for priorities up to {highest} at {broker}: it needs the attribute message.type=PRIORITY and {queues} queues. Let the queue run empty, delete the topic and let this transport make it, or leave maxPriority out',
    'zh-CN':
      '队列 {queue} 的 topic {topic} 在 {broker} 上并非为 {highest} 以内的优先级创建：它需要属性 message.type=PRIORITY 和 {queues} 个队列。请待队列清空后删除该 topic 并由本传输创建，或去掉 maxPriority',
  },
  noExclusiveQueues: {
    en: 'is not possible: RocketMQ has no exclusive queues. Leave it out; to run one job at a time, start one worker with maxConcurrentJobs: 1',
    'zh-CN':
      '无法使用：RocketMQ 没有独占队列。请去掉该项；若要一次只运行一个任务，请启动一个 maxConcurrentJobs: 1 的 worker',
  },
  connectionLost: {
    en: 'The connection to the RocketMQ broker {broker} was lost: {reason}',
    'zh-CN': '与 RocketMQ broker {broker} 的连接已断开：{reason}',
  },
  outcomeUnknown: {
    en: 'Whether RocketMQ has the message {messageId} for {queue} is unknown: {reason}',
    'zh-CN': '无法得知 RocketMQ 是否已存储发往 {queue} 的消息 {messageId}：{reason}',
  },
  notSent: {
    en: 'The message {messageId} for {queue} was not sent: {reason}',
    'zh-CN': '发往 {queue} 的消息 {messageId} 未发送：{reason}',
  },
  notTaken: {
    en: 'RocketMQ did not take the message {messageId} for {queue}: {reason}',
    'zh-CN': 'RocketMQ 未接收发往 {queue} 的消息 {messageId}：{reason}',
  },
  tooLarge: {
    en: 'The message {messageId} for {queue} has a body of {bytes} bytes; at most {most} (maxMessageBytes)',
    'zh-CN':
      '发往 {queue} 的消息 {messageId} 的正文有 {bytes} 字节；最多 {most}（maxMessageBytes）',
  },
  headersTooLarge: {
    en: 'The message {messageId} for {queue} has headers of {bytes} bytes; RocketMQ takes at most {most}',
    'zh-CN': '发往 {queue} 的消息 {messageId} 的消息头有 {bytes} 字节；RocketMQ 最多接收 {most}',
  },
  bufferFull: {
    en: 'Too many messages wait to be sent to {queue} (maxWaiting: {most})',
    'zh-CN': '等待发往 {queue} 的消息过多（maxWaiting：{most}）',
  },
  waitedTooLong: {
    en: 'it waited {seconds} s for RocketMQ (publishTimeout)',
    'zh-CN': '等待 RocketMQ 已达 {seconds} 秒（publishTimeout）',
  },
  unroutable: {
    en: 'Nobody is at the reply address {address}',
    'zh-CN': '回复地址 {address} 无人接收',
  },
  noSuchTopic: {
    en: 'The topic {topic} of the queue {queue} does not exist, and declareQueues is false: create the topic, or let this transport do it',
    'zh-CN':
      '队列 {queue} 的 topic {topic} 不存在，而 declareQueues 为 false：请创建该 topic，或允许本传输创建',
  },
  notDeclared: {
    en: 'The topic {topic} of the queue {queue} could not be created: {reason}',
    'zh-CN': '无法创建队列 {queue} 的 topic {topic}：{reason}',
  },
  routeUnknown: {
    en: 'Brokers have the topic {topic}, but not every name server of {where} knew it within {seconds} s (publishTimeout): see whether each broker can reach all of them',
    'zh-CN':
      'broker 已有 topic {topic}，但 {seconds} 秒内（publishTimeout）并非 {where} 中每个名称服务器都知道它：请检查每个 broker 能否连到所有名称服务器',
  },
  questionFailed: {
    en: 'RocketMQ at {where} did not answer a question about {queue}: {reason}',
    'zh-CN': 'RocketMQ（{where}）没有回答关于 {queue} 的询问：{reason}',
  },
})
