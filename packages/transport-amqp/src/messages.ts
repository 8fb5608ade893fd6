import { defineMessages } from '@arq/core/internal'

/** This package's texts for people, in both languages. */
export const messages = defineMessages({
  notReached: {
    en: 'Cannot reach RabbitMQ at {where} within {seconds} s: {reason}',
    'zh-CN': '{seconds} 秒内无法连接 RabbitMQ（{where}）：{reason}',
  },
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
  connectionBlocked: {
    en: 'RabbitMQ blocks publishing ({reason}); the message for {queue} was not sent',
    'zh-CN': 'RabbitMQ 已阻止发布（{reason}）；发往 {queue} 的消息未发送',
  },
  notPermitted: {
    en: 'RabbitMQ does not permit this on {queue}: {reason}',
    'zh-CN': 'RabbitMQ 不允许对 {queue} 执行此操作：{reason}',
  },
  nacked: {
    en: 'RabbitMQ refused the message for {queue}; usually the queue is full',
    'zh-CN': 'RabbitMQ 拒绝了发往 {queue} 的消息；通常是队列已满',
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
  queueNotFound: {
    en: 'Queue {queue} does not exist, and declareQueues is false',
    'zh-CN': '队列 {queue} 不存在，且 declareQueues 为 false',
  },
  deliverySettled: {
    en: 'A delivery from {queue} was settled twice',
    'zh-CN': '来自 {queue} 的一次投递被重复确认',
  },
})
