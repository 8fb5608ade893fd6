import { defineTexts } from './text.js'

/** What is said of a name, a message, an option or a call that is refused; it stands behind what it is about. */
export const refusalTexts = defineTexts({
  // --- names
  nameTooLong: {
    en: 'has {length} characters, the limit is {limit}',
    'zh-CN': '有 {length} 个字符，上限为 {limit}',
  },
  nameIllegal: {
    en: '"{name}" may only have letters, digits, % | _ and -',
    'zh-CN': '“{name}” 只能包含字母、数字、%、|、_ 和 -',
  },
  topicOfRocketMQ: {
    en: '{topic} is RocketMQ’s own, nobody may send to it',
    'zh-CN': '{topic} 是 RocketMQ 自己的主题，任何人都不能向其发送',
  },

  // --- messages
  bodyNoBytes: {
    en: 'must be bytes, got {kind}; see createMessage',
    'zh-CN': '必须是字节，收到 {kind}；参见 createMessage',
  },
  bodyEmpty: { en: 'must have at least one byte', 'zh-CN': '至少要有一个字节' },
  bodyOverLimit: {
    en: 'has {bytes} bytes, the limit is {limit} (maxMessageBytes)',
    'zh-CN': '有 {bytes} 字节，上限为 {limit}（maxMessageBytes）',
  },
  flagNo32Bits: {
    en: 'must be a 32-bit integer, got {value}',
    'zh-CN': '必须是 32 位整数，收到 {value}',
  },
  keyHasSpace: {
    en: '"{key}" has a space, which separates keys',
    'zh-CN': '“{key}” 含有空格，而空格是键的分隔符',
  },
  propertyNameEmpty: { en: 'a name is empty', 'zh-CN': '有一个名称为空' },
  propertyNameReserved: { en: 'is a name of RocketMQ’s own', 'zh-CN': '是 RocketMQ 的保留名称' },
  textIsEmpty: {
    en: 'is empty: brokers drop it; leave it out instead',
    'zh-CN': '为空：broker 会丢弃它；请改为不填',
  },
  textHasSeparator: {
    en: 'contains U+0001 or U+0002, which separate properties',
    'zh-CN': '含有 U+0001 或 U+0002，它们是属性的分隔符',
  },
  textHasHalfCharacter: {
    en: 'contains half a character (lone surrogate), which UTF-8 cannot hold',
    'zh-CN': '含有半个字符（孤立代理项），UTF-8 无法表示',
  },
  mustBeIntegerFrom: {
    en: 'must be an integer of at least {least}, got {value}',
    'zh-CN': '必须是不小于 {least} 的整数，收到 {value}',
  },
  liteTopicHasDollar: {
    en: 'contains $, which separates it from its topic',
    'zh-CN': '含有 $，而 $ 用来分隔轻量主题与其父主题',
  },
  onlyOneOf: { en: 'give only one of {names}', 'zh-CN': '只能给出其中之一：{names}' },
  nameList: { en: '{first} and {last}', 'zh-CN': '{first} 和 {last}' },
  aDelay: { en: 'a delay', 'zh-CN': '延迟' },
  delayInTransaction: {
    en: 'is {value}; a message of a transaction cannot be delayed',
    'zh-CN': '为 {value}；事务消息不能延迟',
  },
  impossibleInTransaction: {
    en: 'is not possible in a transaction',
    'zh-CN': '不能用于事务消息',
  },
  mustBeSecondsFrom1: {
    en: 'must be a whole number of seconds of at least 1, got {value}',
    'zh-CN': '必须是不小于 1 的整数秒，收到 {value}',
  },

  // --- batches
  inBatchDelayed: { en: 'it has a delay', 'zh-CN': '它带有延迟' },
  inBatchPriority: { en: 'it has a priority', 'zh-CN': '它带有优先级' },
  inBatchLite: { en: 'it belongs to a lite topic', 'zh-CN': '它属于轻量主题' },
  inBatchRetry: { en: 'its topic is a retry topic', 'zh-CN': '它的主题是重试主题' },
  inBatchOtherWait: {
    en: 'its waitStoreOk differs from that of the first',
    'zh-CN': '它的 waitStoreOk 与第一条不同',
  },
  inBatchOtherTopic: {
    en: 'its topic is {topic}, that of the first is {first}',
    'zh-CN': '它的主题是 {topic}，而第一条的主题是 {first}',
  },

  // --- sends
  sendOptions: { en: 'Send options', 'zh-CN': '发送选项' },
  requestOptions: { en: 'Request options', 'zh-CN': '请求选项' },
  producerSettings: { en: 'Producer settings', 'zh-CN': '生产者设置' },
  mustBeOver0Ms: {
    en: 'must be more than 0 ms, got {value}',
    'zh-CN': '必须大于 0 毫秒，收到 {value}',
  },
  mustBeWholeFrom0: {
    en: 'must be a whole number of at least 0, got {value}',
    'zh-CN': '必须是不小于 0 的整数，收到 {value}',
  },
  queueOrSelector: {
    en: 'give a queue or a selector, not both',
    'zh-CN': 'queue 和 selector 只能给出一个',
  },
  codecNotGiven: {
    en: 'is {type}, for which no codec is given (compressionCodecs)',
    'zh-CN': '为 {type}，但未给出其编解码器（compressionCodecs）',
  },

  // --- subscriptions and consumers
  theSubscription: { en: 'The subscription to {topic}', 'zh-CN': '对 {topic} 的订阅' },
  tagsOrSql: { en: 'give tags or sql, not both', 'zh-CN': 'tags 和 sql 只能给出一个' },
  tagsEmpty: {
    en: 'must have at least one tag; leave it out for every message',
    'zh-CN': '至少要有一个标签；要接收全部消息请不填',
  },
  batchSizeOutOfRange: {
    en: 'must be a whole number from 1 to 1024, got {value}',
    'zh-CN': '必须是 1 到 1024 的整数，收到 {value}',
  },
  subscribeFirst: {
    en: 'subscribe to a topic before the start',
    'zh-CN': '请在启动前订阅主题',
  },
  subscribeBeforeReceive: {
    en: 'subscribe to a topic before the first receive',
    'zh-CN': '请在第一次接收前订阅主题',
  },
  topicsOrQueues: {
    en: 'topics are subscribed to or queues are assigned, not both',
    'zh-CN': '订阅主题与指定队列只能选其一',
  },
  pullTimeoutTooShort: {
    en: 'must be more than suspendTimeoutMs ({suspendTimeoutMs}), got {pullTimeoutMs}: each pull without messages would fail',
    'zh-CN':
      '必须大于 suspendTimeoutMs（{suspendTimeoutMs}），收到 {pullTimeoutMs}：否则每次没有消息的拉取都会失败',
  },
  strategyUnknownToBrokers: {
    en: 'must be AVG or AVG_BY_CIRCLE where assignment is "broker": brokers know no other',
    'zh-CN': 'assignment 为 "broker" 时必须是 AVG 或 AVG_BY_CIRCLE：broker 不认识其他策略',
  },
  broadcastingByClient: {
    en: 'must be "client" for broadcasting: every member reads every queue',
    'zh-CN': '广播时必须是 "client"：每个成员都读取所有队列',
  },
  notReceivedHere: {
    en: 'was not received here, or is settled already',
    'zh-CN': '不是在此接收的，或已经处理完毕',
  },
  wildcardNeeded: {
    en: 'needs the attribute lite.sub.wildcard (of any value) of group {group}',
    'zh-CN': '需要消费者组 {group} 带有属性 lite.sub.wildcard（值任意）',
  },
  liteTopicIllegal: {
    en: 'must have a character, and no $, got {value}',
    'zh-CN': '至少要有一个字符且不含 $，收到 {value}',
  },
  fileUnreadable: {
    en: '{path} cannot be read; correct or remove it',
    'zh-CN': '无法读取 {path}；请更正或删除它',
  },
  theProducer: { en: 'The producer of group {group}', 'zh-CN': '组 {group} 的生产者' },
  theTransactionProducer: {
    en: 'The transaction producer of group {group}',
    'zh-CN': '组 {group} 的事务生产者',
  },
  theConsumer: { en: 'The consumer of group {group}', 'zh-CN': '消费者组 {group} 的消费者' },
  thePullConsumer: {
    en: 'The pull consumer of group {group}',
    'zh-CN': '消费者组 {group} 的拉取消费者',
  },
  theSimpleConsumer: {
    en: 'The simple consumer of group {group}',
    'zh-CN': '消费者组 {group} 的简单消费者',
  },
  theLiteConsumer: {
    en: 'The lite consumer of group {group}',
    'zh-CN': '消费者组 {group} 的轻量消费者',
  },
  theClient: { en: 'The client {clientId}', 'zh-CN': '客户端 {clientId}' },
  aConsumer: { en: 'a consumer of {group}', 'zh-CN': '{group} 的消费者' },
  aTransactionProducer: {
    en: 'a transaction producer of {group}',
    'zh-CN': '{group} 的事务生产者',
  },
  broadcastOffsets: {
    en: 'The offsets of a broadcasting consumer',
    'zh-CN': '广播消费者的位点',
  },
  groupTaken: {
    en: 'has {what} already; give each its own client',
    'zh-CN': '已有 {what}；请让每一个使用自己的客户端',
  },

  // --- administration
  clusterNeeded: {
    en: 'is needed, there are several: {clusters}',
    'zh-CN': '必须给出，因为有多个：{clusters}',
  },
  theCall: { en: 'The call', 'zh-CN': '该调用' },
  theReset: { en: 'The reset', 'zh-CN': '位点重置' },
  theGroup: { en: 'The consumer group', 'zh-CN': '消费者组' },
  theTopic: { en: 'Topic {topic}', 'zh-CN': '主题 {topic}' },
  noReadableQueue: {
    en: 'has no queue that may be read; give it the permission to (perm 4 or 6)',
    'zh-CN': '没有可读的队列；请赋予读权限（perm 4 或 6）',
  },
  noQueueOfTopic: {
    en: '{queue} is no queue of topic {topic}; its brokers: {brokers}',
    'zh-CN': '{queue} 不是主题 {topic} 的队列；其 broker：{brokers}',
  },

  // --- environment
  theEnvironment: { en: 'Environment', 'zh-CN': '环境变量' },
  variableWrong: { en: '{problem}{seen} ({setting})', 'zh-CN': '{problem}{seen}（{setting}）' },
  variableSeen: { en: ', got {value}', 'zh-CN': '，收到 {value}' },
})
