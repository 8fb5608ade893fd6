import { tlsMeanings } from './tls.js'

/** @type {Readonly<Record<string, string>>} */
export const resultRedisMeanings = {
  url: 'Redis 的 URL，可含用户、密码和数据库编号：`redis://`；Redis Cluster 为 `redis+cluster://host:port,host:port`，Sentinel 为 `redis+sentinel://host:port,host:port/name`；使用 TLS 时为 `rediss://` 等。',
  keyPrefix:
    '每个键的前缀。client 和 worker 须相同。URL 中的 ?prefix= 与此等价。默认：rabbitmq_arq。',
  layout:
    '记录在 Redis 中的布局。`lean`：每个任务一个键，最省。`python`：与 Python 库 `rabbitmq-arq` 相同，用于与它共用 Redis。client 和 worker 须相同。',
  tls: 'TLS 的细节。只用于 `rediss:` 的 URL。',
  ...tlsMeanings,
  sentinelUsername:
    'sentinel 要求登录时的用户。只用于 `redis+sentinel:` 的 URL，URL 中的登录信息用于服务器。',
  sentinelPassword: 'sentinel 要求登录时的密码。',
  connectTimeout: '打开一个连接最多用时，也是 `connect()` 等待的时间。',
  commandTimeout: '一次调用等待应答的时间。之后以 `ARQ_STORE_TIMEOUT` 拒绝。',
  retryOnTimeout: '超时后在新连接上重复一次调用。只限重复不会改变结果的调用。',
  degradeOnFailure:
    'Redis 不可用期间如何处理。`true`：任务照常开始和结束，结果在它恢复后写入。`false`：`connect()` 和入队会拒绝，恢复之前不启动任务。',
  maxIdsPerQueue:
    '一个队列的集合中最多保留的 id 数，`listWaiting` 从中读取。超出时先移除已结束任务的 id。',
}
