import { tlsMeanings } from './tls.js'

/** @type {Readonly<Record<string, string>>} */
export const transportAmqpMeanings = {
  url: '消息服务器的 URL，或集群各节点的 URL，依次尝试。',
  connectionTimeout: '`connect()` 在拒绝之前尝试多久，以及没有连接时发布等待多久。',
  heartbeat:
    '心跳间隔，整秒，最多 65535。沉默两个间隔的对方视为已断开。0 关闭心跳：连接断开会很晚才发现。',
  consumerCheckInterval:
    '什么也没收到的消费者每隔多久询问消息服务器是否应当如此。被忘记的或不再得到投递的，会重新消费；什么都不应答的连接会重新打开。0：从不询问。',
  reconnectInterval:
    '两次重连之间最长的等待。断开后半秒之内首次尝试，每次等待加倍。等待有 ±20% 的随机变化，使各进程不会同时回来。',
  maxReconnectAttempts:
    '曾经连上之后，连续失败多少次即永久放弃，其 worker 随之结束。0：一直尝试，期间的发布在 `connectionTimeout` 之后拒绝。',
  autoReconnect: '断开后是否重新打开连接。为 `false` 时，首次断开之后传输即不可用。',
  connectionName: '连接在管理界面中的名称，其后加上 `publish` 或 `consume`。',
  tls: 'TLS 的细节。只用于 `amqps:` 的 URL。',
  ...tlsMeanings,
  declareQueues: '为 `false` 时不声明任何队列：队列归运维管理，队列不存在即为错误。',
  queues: '与默认不同的队列设置，以队列名为键。已有队列的参数不同时是错误。',
  'queues.<name>.type':
    '队列在消息服务器上的类型。quorum 队列不怕失去一个节点，classic 队列更快且有优先级。默认 `quorum`；使用 `compat` 时为 `classic`。',
  'queues.<name>.deadLetterQueue': '此队列的任务最终失败后进入的队列。默认 `<queue>.dlq`。',
  'queues.<name>.durable':
    '为 `false` 时，消息服务器重启后队列及其任务消失。需要类型 `classic`。RabbitMQ 4.3 拒绝它，除非队列是独占的。',
  'queues.<name>.exclusive':
    '为 `true` 时，只有此传输消费该队列，队列随其连接结束。需要类型 `classic`。消费者在时才能向它发送任务。',
  'queues.<name>.autoDelete':
    '为 `true` 时，队列随最后一个消费者结束，其中的任务也随之消失。需要类型 `classic`。',
  'queues.<name>.maxPriority':
    '有效的最高优先级。优先级高的任务先投递。RabbitMQ 建议最多 10。需要类型 `classic`：quorum 队列在 RabbitMQ 4 上有自己的优先级。',
  'queues.<name>.maxLength':
    '队列中最多等待的任务数。再多的以 `ARQ_PUBLISH_NACKED` 拒绝；不会丢弃任何任务。',
  'queues.<name>.messageTtl': '任务最多等待多久。超过的不再运行，进入死信队列。',
  'queues.<name>.consumerTimeout':
    '消息服务器允许 worker 持有此队列的任务多久。RabbitMQ 3.12 起有效。默认为传输的 `consumerTimeout`。',
  consumerTimeout:
    '消息服务器的 `consumer_timeout`（AMQP 不会告知）：worker 可以持有任务多久，之后任务会交给别的 worker。`none`：永远。比消息服务器的值大时，长任务会运行两次。',
  compat: '按 Python 库的方式声明队列（持久的 classic 队列），使双方能处理同样的队列。',
  enableDelayedJobs: '为 `false` 时拒绝延迟的消息，也不为延迟声明队列。',
  delayMechanism:
    '延迟消息在哪里等待：消息服务器的延迟消息插件（`plugin`）、arq 的持久队列（`ttl`），或有插件就用插件（`auto`）。消息服务器被强杀时，插件会丢失最后一秒收下的消息。',
  moveDelayedJobs:
    '由谁把到期的消息转送到其队列：每个消费中的进程（`consumers`）、此进程（即使它只发布，`always`），或此进程从不（`never`）。没有人转送时，消息一直等待。',
  maxUnconfirmed: '已发送而尚未确认的消息最多多少条。再多的按 `whenFull` 处理。',
  maxUnconfirmedBytes:
    '已发送而尚未确认的消息最多多少字节。单条消息可以更大。再多的按 `whenFull` 处理。',
  whenFull:
    '达到 `maxUnconfirmed` 或 `maxUnconfirmedBytes` 时发布如何处理：等待，或以 `ARQ_BUFFER_FULL` 拒绝。',
  maxWaiting: '等待发送的消息最多多少条；再多的以 ARQ_BUFFER_FULL 拒绝，以免突发占满内存。',
  maxWaitingBytes: '等待发送的消息最多多少字节；总可以有一条在等待。',
  confirmTimeout:
    '发布等待确认，或等待消息服务器恢复接收消息的时间。之后拒绝，消息服务器是否已有该消息未知。',
  maxMessageBytes: '消息体的上限。更大的在发送之前即拒绝。',
  wire: '由谁对消息编码和解码：本包，一次写出多条（`fast`），或 amqplib（`plain`），后者较慢。',
  managementUrl:
    '管理 API 的 URL，含用户名和密码。没有它，`queueInfo()` 没有 `type`、`unacknowledged`、`rates` 和 `oldestAt`，`delayedMessages()` 也没有内容。',
}
