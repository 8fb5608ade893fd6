import { defineTexts } from './text.js'

/** Log lines. What they are about travels beside them, as fields. */
export const logTexts = defineTexts({
  logInvisibleTimeKept: {
    en: 'the invisible time of a message could not be changed',
    'zh-CN': '无法更改消息的不可见时间',
  },
  logAckFailed: {
    en: 'messages could not be acknowledged and come again',
    'zh-CN': '消息未能确认，将再次到来',
  },
  logStrayNotSettled: {
    en: 'a message that is for nobody could not be settled',
    'zh-CN': '一条不属于任何监听器的消息未能处置',
  },
  logDeadLetter: {
    en: 'a message came too often and is among the dead letters',
    'zh-CN': '一条消息到来次数过多，已进入死信',
  },
  logTracesLost: { en: 'not all traces were sent', 'zh-CN': '部分轨迹未能发送' },
  logTracesFailed: { en: 'traces could not be sent', 'zh-CN': '轨迹发送失败' },
  logConsumeHookFailed: { en: 'a consume hook failed', 'zh-CN': '消费钩子出错' },
  logSendBackRefused: {
    en: 'a broker did not take a message back; a copy is sent',
    'zh-CN': 'broker 未收回消息；改为发送一份副本',
  },
  logListenerFailedLate: {
    en: 'a listener failed after its message',
    'zh-CN': '监听器在其消息结束之后出错',
  },
  logRouteKept: {
    en: 'a route could not be refreshed; the known one serves',
    'zh-CN': '路由刷新失败；继续使用已知的路由',
  },
  logPopFull: {
    en: 'a broker is not popped from until listeners catch up',
    'zh-CN': '在监听器赶上之前不再从该 broker 弹出消息',
  },
  logPopFailed: { en: 'a pop failed; the next one follows', 'zh-CN': '弹出失败；随后重试' },
  logLockLeft: {
    en: 'a listener still runs; the lock of its queue is left to run out',
    'zh-CN': '监听器仍在运行；其队列的锁留待过期',
  },
  logSendBackFailed: {
    en: 'no broker took a message back; it is consumed here again',
    'zh-CN': '没有 broker 收回消息；将在本地再次消费',
  },
  logSubscriptionsNotCompared: {
    en: 'subscriptions of the group could not be compared',
    'zh-CN': '无法比较消费组的订阅',
  },
  logSubscriptionsDiffer: {
    en: 'members of the group subscribe differently: some messages reach nobody',
    'zh-CN': '消费组成员的订阅不一致：部分消息无人收到',
  },
  logStalled: {
    en: 'the reading of a queue had stopped and is started anew',
    'zh-CN': '某队列的读取曾停止，现已重新开始',
  },
  logTopicMissing: { en: 'a subscribed topic does not exist yet', 'zh-CN': '订阅的主题尚不存在' },
  logNotDivided: {
    en: 'the queues of a topic could not be divided',
    'zh-CN': '无法分配主题的队列',
  },
  logRequestMode: {
    en: 'the brokers say how the group reads a topic',
    'zh-CN': 'broker 指定了消费组读取主题的方式',
  },
  logDivided: { en: 'the queues of a topic were divided anew', 'zh-CN': '主题的队列已重新分配' },
  logOffsetMoved: { en: 'the offset of a queue was moved', 'zh-CN': '队列的位点已移动' },
  logQueueNotTaken: { en: 'a queue cannot be taken yet', 'zh-CN': '暂时无法接管队列' },
  logPullFull: {
    en: 'a queue is not pulled until listeners catch up',
    'zh-CN': '在监听器赶上之前不再拉取该队列',
  },
  logPullFailed: { en: 'a pull failed; the next one follows', 'zh-CN': '拉取失败；随后重试' },
  logConsumerStarted: { en: 'the consumer has started', 'zh-CN': '消费者已启动' },
  logLiteTopicsNotTold: {
    en: 'a broker could not be told the lite topics; the next round tries again',
    'zh-CN': '未能向 broker 告知 lite 主题；下一轮重试',
  },
  logLiteEndNotTold: {
    en: 'a broker could not be told the end',
    'zh-CN': '未能向 broker 告知结束',
  },
  logNoRouteYet: { en: 'a topic has no route yet', 'zh-CN': '主题尚无路由' },
  logLiteReceiveFailed: {
    en: 'messages of lite topics could not be received',
    'zh-CN': '未能接收 lite 主题的消息',
  },
  logDeadLetterNotSettled: {
    en: 'a message that came too often could not be settled',
    'zh-CN': '一条到来次数过多的消息未能处置',
  },
  logOldOffsetsNotKept: { en: 'the old offsets could not be kept', 'zh-CN': '未能保留旧的位点' },
  logOffsetsNotStored: {
    en: 'offsets could not be stored; the next round tries again',
    'zh-CN': '未能存储位点；下一轮重试',
  },
  logRebalanceFailed: { en: 'a rebalance round failed', 'zh-CN': '一轮重新分配失败' },
  logLockNotReturned: {
    en: 'a lock could not be given back; it runs out',
    'zh-CN': '未能归还锁；它将过期',
  },
  logLockLost: { en: 'a lock was lost', 'zh-CN': '锁已丢失' },
  logNotLocked: { en: 'queues could not be locked', 'zh-CN': '未能锁定队列' },
  logRequestUnanswered: {
    en: 'nobody answers a request of the broker',
    'zh-CN': 'broker 的请求无人应答',
  },
  logAnswerFailed: {
    en: 'answering a request of the broker failed',
    'zh-CN': '应答 broker 的请求时出错',
  },
  logAnswerNotSent: {
    en: 'an answer to the broker could not be sent',
    'zh-CN': '未能向 broker 发送应答',
  },
  logConnectionLost: { en: 'connection lost', 'zh-CN': '连接已断开' },
  logConnection: { en: 'connection', 'zh-CN': '连接状态' },
  logBackingOff: {
    en: 'waiting before the next attempt to connect',
    'zh-CN': '等待后再次尝试连接',
  },
  logGoAway: {
    en: 'the server is shutting down; moving to a new connection',
    'zh-CN': '服务器正在关闭；改用新连接',
  },
  logQueuesUnknown: {
    en: 'the queues of a topic are not known yet',
    'zh-CN': '主题的队列尚不可知',
  },
  logQueueListenerFailed: { en: 'a listener of queues failed', 'zh-CN': '队列监听器出错' },
  logReceiveFailed: { en: 'messages could not be received', 'zh-CN': '未能接收消息' },
  logReplyLate: {
    en: 'a reply came that nobody waits for any more',
    'zh-CN': '收到一个已无人等待的回复',
  },
  logHeartbeatFailed: { en: 'a heartbeat failed', 'zh-CN': '心跳失败' },
  logLeaveNotTold: {
    en: 'a broker could not be told that a group has left',
    'zh-CN': '未能向 broker 告知消费组已离开',
  },
  logTransactionFailed: { en: 'a transaction failed', 'zh-CN': '事务出错' },
  logHalfTopicUnknown: {
    en: 'the brokers that may ask about transactions are not known',
    'zh-CN': '尚不知道哪些 broker 会回查事务',
  },
  logSendHookFailed: { en: 'a send hook failed', 'zh-CN': '发送钩子出错' },
  logBatchPartLeft: { en: 'part of a batch was not consumed', 'zh-CN': '批次中有一部分未被消费' },
  logWantedAgain: { en: 'a listener wants messages again', 'zh-CN': '监听器要求消息再次到来' },
  logListenerFailed: { en: 'a listener failed', 'zh-CN': '监听器出错' },
  logNoAnswer: {
    en: 'a listener returned what is no answer; its messages come again',
    'zh-CN': '监听器的返回值不是有效应答；其消息将再次到来',
  },
  logListenerTooLong: {
    en: 'a listener took longer than consumeTimeoutMs; its messages come again',
    'zh-CN': '监听器耗时超过 consumeTimeoutMs；其消息将再次到来',
  },
  logListenerOfEventsFailed: { en: 'a listener of events failed', 'zh-CN': '事件监听器出错' },
})
