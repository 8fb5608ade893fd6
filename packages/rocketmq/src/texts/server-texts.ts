import { defineTexts } from './text.js'

/** What is said by the admin client, and of what brokers and name servers answer. */
export const serverTexts = defineTexts({
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
  routeUnknown: {
    en: 'The topic {topic} is at {brokers}, and after {seconds} s these name servers do not know it there: {nameServers}. Brokers tell them again every 30 s; check namesrvAddr of the brokers',
    'zh-CN':
      '主题 {topic} 已在 {brokers} 上，但 {seconds} 秒后以下 name server 仍不知道其路由：{nameServers}。broker 每 30 秒会再次上报；请检查各 broker 的 namesrvAddr',
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
