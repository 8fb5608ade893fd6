import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  closedByBroker: { en: 'closed by the broker', 'zh-CN': '被消息服务器关闭' },
  otherAnswer: { en: 'not RabbitMQ’s answer', 'zh-CN': '不是 RabbitMQ 的响应' },
  tlsNeedsAmqps: { en: 'needs amqps: URLs', 'zh-CN': '需要 amqps: 的 URL' },
  notBrokerUrl: {
    en: 'is not a URL; expected amqp://user:password@host:5672/vhost',
    'zh-CN': '不是 URL；应为 amqp://user:password@host:5672/vhost',
  },
  notAmqp: {
    en: 'must begin with amqp:// or amqps://, not {protocol}',
    'zh-CN': '必须以 amqp:// 或 amqps:// 开头，而不是 {protocol}',
  },
  noHost: { en: 'has no host', 'zh-CN': '缺少主机名' },
  malformedEscape: {
    en: 'has a malformed % escape in user, password or virtual host',
    'zh-CN': '用户名、密码或 virtual host 中的 % 转义有误',
  },
  notManagementUrl: {
    en: 'is not a URL; expected http://user:password@host:15672',
    'zh-CN': '不是 URL；应为 http://user:password@host:15672',
  },
  notHttp: {
    en: 'must begin with http:// or https://',
    'zh-CN': '必须以 http:// 或 https:// 开头',
  },
  mustBeUrls: { en: 'must be a URL or a list of URLs', 'zh-CN': '必须是 URL 或 URL 列表' },
  mustBeDurationOrNone: {
    en: 'must be a duration or "none"',
    'zh-CN': '必须是时长或 "none"',
  },
  mustBeAtMostSeconds: { en: 'must be at most {most} s', 'zh-CN': '最多 {most} 秒' },
  queueDuration: {
    en: 'must be more than 0, and at most 3650 days',
    'zh-CN': '必须大于 0，且不超过 3650 天',
  },
  notReached: {
    en: 'Cannot reach RabbitMQ at {where} within {seconds} s: {reason}',
    'zh-CN': '{seconds} 秒内无法连接 RabbitMQ（{where}）：{reason}',
  },
  notConnected: { en: 'Not connected to {where}', 'zh-CN': '未连接 {where}' },
  attemptFailed: {
    en: 'Cannot reach RabbitMQ at {where}: {reason}',
    'zh-CN': '无法连接 RabbitMQ（{where}）：{reason}',
  },
  gaveUp: {
    en: 'Gave up reconnecting to RabbitMQ at {where} after {attempts} attempts (maxReconnectAttempts): {reason}',
    'zh-CN': '重连 RabbitMQ（{where}）{attempts} 次后放弃（maxReconnectAttempts）：{reason}',
  },
  notReconnecting: {
    en: 'The connection to RabbitMQ at {where} is lost and autoReconnect is false: {reason}',
    'zh-CN': '与 RabbitMQ（{where}）的连接已断开，且 autoReconnect 为 false：{reason}',
  },
  accessRefused: {
    en: 'RabbitMQ at {where} refused user, password or virtual host: {reason}',
    'zh-CN': 'RabbitMQ（{where}）拒绝了用户、密码或虚拟主机：{reason}',
  },
  connectionLost: {
    en: 'The connection to RabbitMQ at {where} broke: {reason}',
    'zh-CN': '与 RabbitMQ（{where}）的连接中断：{reason}',
  },
  channelClosed: {
    en: 'RabbitMQ closed a channel: {reason}',
    'zh-CN': 'RabbitMQ 关闭了通道：{reason}',
  },
  noAnswer: {
    en: 'RabbitMQ did not answer within {seconds} s (connectionTimeout)',
    'zh-CN': 'RabbitMQ 未在 {seconds} 秒内应答（connectionTimeout）',
  },
  consumerStalled: {
    en: 'RabbitMQ hands out nothing from {queue}: {ready} messages are ready, and it knows of {consumers} consumers. Consuming it anew',
    'zh-CN':
      'RabbitMQ 未投递 {queue} 中的消息：有 {ready} 条待投递，已知消费者 {consumers} 个。正在重新消费',
  },
  noChannels: {
    en: 'All channels of the connection to RabbitMQ are in use. Each queue that is consumed takes one: raise channel_max at the broker, or channelMax in the URL',
    'zh-CN':
      '与 RabbitMQ 的连接的所有通道均已占用。每个被消费的队列占用一个通道：请调高服务器的 channel_max，或 URL 中的 channelMax',
  },
  connectionBlocked: {
    en: 'RabbitMQ blocks publishing ({reason}); the message for {queue} was not sent',
    'zh-CN': 'RabbitMQ 已阻止发布（{reason}）；发往 {queue} 的消息未发送',
  },
  notPermitted: {
    en: 'RabbitMQ does not permit this on {queue}: {reason}',
    'zh-CN': 'RabbitMQ 不允许对 {queue} 执行此操作：{reason}',
  },
  permissionMissing: {
    en: 'User {user} may not use {resource} {name}: the user’s {access} permission in RabbitMQ needs a pattern that matches {name}. {reason}',
    'zh-CN':
      '用户 {user} 无权使用 {resource} {name}：该用户在 RabbitMQ 中的 {access} 权限需要能匹配 {name} 的模式。{reason}',
  },
  nacked: {
    en: 'RabbitMQ refused the message for {queue}. Usually the queue is full (maxLength); a quorum queue without a leader refuses messages too, just after its declaration or while most of its nodes are down',
    'zh-CN':
      'RabbitMQ 拒绝了发往 {queue} 的消息。通常是队列已满（maxLength）；没有 leader 的 quorum 队列也会拒绝消息，例如刚声明之后，或其多数节点不可用时',
  },
  unroutable: {
    en: 'RabbitMQ returned the message for {queue}: {reason}',
    'zh-CN': 'RabbitMQ 退回了发往 {queue} 的消息：{reason}',
  },
  confirmTimeout: {
    en: 'RabbitMQ did not confirm the message for {queue} within {seconds} s (confirmTimeout); whether it has it is unknown',
    'zh-CN':
      'RabbitMQ 未在 {seconds} 秒内确认发往 {queue} 的消息（confirmTimeout）；消息是否已送达未知',
  },
  tooLarge: {
    en: 'The message for {queue} has {bytes} bytes, the limit is {limit} (maxMessageBytes)',
    'zh-CN': '发往 {queue} 的消息有 {bytes} 字节，上限为 {limit}（maxMessageBytes）',
  },
  unencodable: {
    en: 'The properties of the message for {queue} cannot be sent: {reason}',
    'zh-CN': '发往 {queue} 的消息属性无法发送：{reason}',
  },
  bufferFull: {
    en: '{count} messages ({bytes} bytes) wait for their confirm; the limit is {maxCount} messages (maxUnconfirmed) or {maxBytes} bytes (maxUnconfirmedBytes)',
    'zh-CN':
      '{count} 条消息（{bytes} 字节）正在等待确认；上限为 {maxCount} 条（maxUnconfirmed）或 {maxBytes} 字节（maxUnconfirmedBytes）',
  },
  waitingFull: {
    en: '{count} messages ({bytes} bytes) wait to be sent; the limit is {maxCount} messages (maxWaiting) or {maxBytes} bytes (maxWaitingBytes). Await the publishes, or some of them, before the next',
    'zh-CN':
      '{count} 条消息（{bytes} 字节）正在等待发送；上限为 {maxCount} 条（maxWaiting）或 {maxBytes} 字节（maxWaitingBytes）。请先等待部分发布完成，再发布更多',
  },
  delayTooLong: {
    en: 'is {days} days away; RabbitMQ takes delays of at most {maxDays} days',
    'zh-CN': '距今 {days} 天；RabbitMQ 最多支持 {maxDays} 天的延迟',
  },
  delaysDisabled: {
    en: 'The message for {queue} is for later, and enableDelayedJobs is false',
    'zh-CN': '发往 {queue} 的消息需要延迟投递，而 enableDelayedJobs 为 false',
  },
  pluginMissing: {
    en: 'is "plugin", but the broker does not know the exchange type x-delayed-message. Install and enable rabbitmq_delayed_message_exchange there, or set delayMechanism to "ttl", which needs no plugin',
    'zh-CN':
      '为 "plugin"，但服务器不认识交换机类型 x-delayed-message。请在服务器上安装并启用 rabbitmq_delayed_message_exchange，或将 delayMechanism 设为无需插件的 "ttl"',
  },
  undeliverable: {
    en: 'The delayed message was due, but its queue {queue} does not exist any more',
    'zh-CN': '延迟消息已到期，但其队列 {queue} 已不存在',
  },
  notDelayedByUs: {
    en: 'The message came to {queue} without saying when it is due and for which queue',
    'zh-CN': '到达 {queue} 的消息未注明到期时间和目标队列',
  },
  queueMismatch: {
    en: 'Queue {queue} exists with {argument} = {found}, but the settings ask for {wanted}. Delete the queue, or set its properties in queues (or compat) to what exists',
    'zh-CN':
      '队列 {queue} 已存在，其 {argument} = {found}，而设置要求 {wanted}。请删除该队列，或在 queues（或 compat）中将其属性设为与现有队列一致',
  },
  refusedWithoutWords: {
    en: 'RabbitMQ refused to declare {queue} and could not say why: the name, or its virtual host, has letters beyond ASCII, and with those the reason does not fit into its answer. Usually it exists with other arguments; or this user may not configure it. Compare it with the settings (arq doctor), or use a name of ASCII letters',
    'zh-CN':
      'RabbitMQ 拒绝声明 {queue}，且无法说明原因：其名称或所在虚拟主机含有 ASCII 以外的字符，原因文本放不进应答。通常是它已存在且参数不同，或该用户没有 configure 权限。请与设置对照（arq doctor），或改用 ASCII 名称',
  },
  mismatchCut: {
    en: '{name} exists with another {argument} than the settings ask for; RabbitMQ cuts its answer to 255 bytes, before it says which. Compare it with the settings (arq doctor), and set its properties in queues (or compat) to what exists, or delete it',
    'zh-CN':
      '{name} 已存在，其 {argument} 与设置不同；RabbitMQ 将应答截断为 255 字节，未能给出具体值。请与设置对照（arq doctor），在 queues（或 compat）中将其属性设为与现有一致，或删除它',
  },
  exchangeMismatch: {
    en: 'Exchange {exchange} exists with {argument} = {found}, but {wanted} is needed. Delete the exchange; it is declared anew when it is next used',
    'zh-CN':
      '交换机 {exchange} 已存在，其 {argument} = {found}，而需要 {wanted}。请删除该交换机，下次使用时会重新声明',
  },
  needsClassic: {
    en: 'needs type: "classic"; a quorum queue cannot be so',
    'zh-CN': '需要 type: "classic"；quorum 队列不支持',
  },
  beyondCompat: {
    en: 'cannot be set with compat: "rabbitmq-arq", which declares queues as the Python library does',
    'zh-CN': '不能与 compat: "rabbitmq-arq" 同时设置：后者按 Python 库的方式声明队列',
  },
  ownDeadLetterQueue: {
    en: 'is the queue itself: its final failures would come back to it',
    'zh-CN': '就是该队列自身：最终失败的任务会回到原队列',
  },
  deadLettersOfDeadLetters: {
    en: 'belongs to a queue that is itself the dead letter queue of {owner}: nothing leaves such a queue by itself',
    'zh-CN': '所属的队列本身是 {owner} 的死信队列：死信队列中的消息不会自动离开',
  },
  urlParameter: {
    en: 'has {name}={value}; {name} must be {wanted}',
    'zh-CN': '含有 {name}={value}；{name} 必须是 {wanted}',
  },
  queueNotFound: {
    en: 'Queue {queue} does not exist, and arq may not declare it: declareQueues is false, or it is consumed as somebody else’s',
    'zh-CN':
      '队列 {queue} 不存在，且 arq 不得声明它：declareQueues 为 false，或它是作为他人的队列消费的',
  },
  deliverySettled: {
    en: 'A delivery from {queue} was settled twice',
    'zh-CN': '来自 {queue} 的一次投递被重复确认',
  },
})
