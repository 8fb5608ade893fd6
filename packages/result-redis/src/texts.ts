import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  noAnswerYet: { en: 'no answer yet', 'zh-CN': '尚无响应' },
  schemeUnknown: {
    en: 'begins with {protocol}; known: {known} (rediss: TLS)',
    'zh-CN': '以 {protocol} 开头；已知：{known}（rediss: 为 TLS）',
  },
  hostUnreadable: {
    en: 'has a host that cannot be read; write host:port, several with commas between them, and percent-encode what is special in a password',
    'zh-CN':
      '中有无法读取的主机；请写成 host:port，多个之间用逗号分隔，密码中的特殊字符须百分号编码',
  },
  masterNameMissing: {
    en: 'does not name the primary that the sentinels watch: redis+sentinel://host:port/name',
    'zh-CN': '没有写明哨兵所监视的主节点名称：redis+sentinel://host:port/name',
  },
  databaseOfCluster: {
    en: 'names a database; Redis Cluster has database 0 only',
    'zh-CN': '指定了数据库编号；Redis Cluster 只有 0 号数据库',
  },
  fileUnreadable: {
    en: 'names a file in {key} that cannot be read: {reason}',
    'zh-CN': '的 {key} 所指的文件无法读取：{reason}',
  },
  filesNeedRediss: {
    en: 'names files for TLS, which only a rediss: URL uses',
    'zh-CN': '指定了 TLS 文件，但只有 rediss: 的 URL 才使用它们',
  },
  fileAndSetting: {
    en: 'is given, and the url names a file for it; give one',
    'zh-CN': '已设置，而 url 也指定了对应的文件；只能给出一个',
  },
  sentinelOnly: {
    en: 'is for a redis+sentinel: url only',
    'zh-CN': '只用于 redis+sentinel: 的 url',
  },
  layoutOfCluster: {
    en: 'is python, whose keys of a job lie on different nodes of a cluster; use lean',
    'zh-CN': '为 python，而集群中同一任务的各个键位于不同节点；请使用 lean',
  },
  nodeOfCluster: {
    en: 'is that of one node of a Redis Cluster; write redis+cluster://{address} (rediss+cluster: with TLS), with more of its nodes if you like',
    'zh-CN':
      '指向 Redis Cluster 的一个节点；请写成 redis+cluster://{address}（TLS 用 rediss+cluster:），可再列出其他节点',
  },
  noCluster: {
    en: 'asks for a Redis Cluster, and the server at {address} is not part of one; write redis://{address}',
    'zh-CN': '要求 Redis Cluster，但 {address} 上的服务器不属于集群；请写成 redis://{address}',
  },
  isOfCluster: {
    en: '{reason} (the server is a node of a Redis Cluster: use a redis+cluster: url)',
    'zh-CN': '{reason}（该服务器是 Redis Cluster 的节点：请使用 redis+cluster: 的 url）',
  },
  lacksRight: {
    en: '{reason} (arq doctor names every right that the user lacks)',
    'zh-CN': '{reason}（arq doctor 会列出该用户缺少的全部权限）',
  },
  clusterMoves: {
    en: 'its slots were moved again and again: {reason}',
    'zh-CN': '槽一再被迁移：{reason}',
  },
  slotUnserved: {
    en: 'no node of the cluster serves slot {slot} for now',
    'zh-CN': '集群中暂无节点负责槽 {slot}',
  },
  noNodeAnswers: {
    en: 'no node of the cluster answers: {reason}',
    'zh-CN': '集群中没有节点响应：{reason}',
  },
  noSentinelAnswers: { en: 'no sentinel answers: {reason}', 'zh-CN': '没有哨兵响应：{reason}' },
  noSuchPrimary: {
    en: 'the sentinels know no primary named {name}',
    'zh-CN': '哨兵不知道名为 {name} 的主节点',
  },
  notPrimary: {
    en: 'the server at {address} is a replica: the sentinels have not agreed on another primary yet',
    'zh-CN': '{address} 上的服务器是副本：哨兵尚未就新的主节点达成一致',
  },
  closedAtOnce: {
    en: '{reason}; a server that wants TLS does that: try a rediss: url',
    'zh-CN': '{reason}；要求 TLS 的服务器会如此：请尝试 rediss: 的 url',
  },
  speaksNoTls: {
    en: '{reason}; the server speaks no TLS there: use a redis: url, or its port for TLS',
    'zh-CN': '{reason}；服务器在该端口不使用 TLS：请使用 redis: 的 url，或其 TLS 端口',
  },
  wantsCertificate: {
    en: '{reason}; the server asks for a client certificate that it trusts: set tls.cert and tls.key, or ?ssl_certfile= and ?ssl_keyfile=',
    'zh-CN':
      '{reason}；服务器要求其信任的客户端证书：请设置 tls.cert 和 tls.key，或 ?ssl_certfile= 和 ?ssl_keyfile=',
  },
  mayWantCertificate: {
    en: '{reason}; a server that asks for a client certificate does that: set tls.cert and tls.key, or ?ssl_certfile= and ?ssl_keyfile=',
    'zh-CN':
      '{reason}；要求客户端证书的服务器会如此：请设置 tls.cert 和 tls.key，或 ?ssl_certfile= 和 ?ssl_keyfile=',
  },
  maySpeakNoTls: {
    en: '{reason}; if the server speaks no TLS there, use a redis: url, or its port for TLS',
    'zh-CN': '{reason}；若服务器在该端口不使用 TLS，请使用 redis: 的 url，或其 TLS 端口',
  },
  unknownAuthority: {
    en: '{reason}; if your own authority signed the server’s certificate, name it in tls.ca, or ?ssl_ca_certs=',
    'zh-CN': '{reason}；若服务器证书由自有 CA 签发，请在 tls.ca 或 ?ssl_ca_certs= 中给出该 CA',
  },
  otherName: {
    en: '{reason}; if that name is right, give it in tls.servername',
    'zh-CN': '{reason}；若该名称正确，请在 tls.servername 中给出',
  },
  notADatabase: {
    en: 'has {pathname} where a database number is expected',
    'zh-CN': '在应为数据库编号的位置是 {pathname}',
  },
  prefixEmpty: { en: 'has an empty ?prefix=', 'zh-CN': '的 ?prefix= 为空' },
  tlsNeedsRediss: { en: 'needs a rediss: url', 'zh-CN': '需要 rediss: 的 url' },
  notARecord: {
    en: 'Redis key {key} holds something that is not a job record: {reason}. If another program uses this prefix, choose another keyPrefix',
    'zh-CN':
      'Redis 键 {key} 中的内容不是任务记录：{reason}。若其他程序也使用该前缀，请更换 keyPrefix',
  },
  notAnEntry: {
    en: 'Redis key {key} holds something in its field {name} that this store has not written. If another program uses this prefix, choose another keyPrefix',
    'zh-CN':
      'Redis 键 {key} 的字段 {name} 中的内容不是此存储写入的。若其他程序也使用该前缀，请更换 keyPrefix',
  },
  notAnItem: {
    en: 'Redis key {key} holds something with the id {id} that this store has not written. If another program uses this prefix, choose another keyPrefix',
    'zh-CN':
      'Redis 键 {key} 中 id 为 {id} 的内容不是此存储写入的。若其他程序也使用该前缀，请更换 keyPrefix',
  },
  unknownStatus: {
    en: 'it is not a job status',
    'zh-CN': '它不是任务状态',
  },
})
