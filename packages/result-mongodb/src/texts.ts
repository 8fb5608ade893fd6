import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  schemeUnknown: {
    en: 'begins with {protocol}; known: mongodb:, mongodb+srv:',
    'zh-CN': '以 {protocol} 开头；已知：mongodb:, mongodb+srv:',
  },
  urlRefused: {
    en: 'is refused by the driver: {reason}',
    'zh-CN': '被驱动拒绝：{reason}',
  },
  unacknowledged: {
    en: 'asks the server for no answers (w=0); a guarded write needs one',
    'zh-CN': '要求服务器不作应答（w=0）；而受保护的写入需要应答',
  },
  givenTwice: {
    en: 'is given, and the url says {key}; give one',
    'zh-CN': '已给出，而 url 中也有 {key}；请只给出一个',
  },
  prefixWrong: {
    en: 'must have a prefix of letters, 0 to 9, _, - and ., beginning with a letter or _, at most 60',
    'zh-CN': '前缀只能由字母、0 到 9、_、- 和 . 组成，以字母或 _ 开头，最长 60 个字符',
  },
  fileUnreadable: {
    en: 'names a file for {name} that cannot be read: {path}',
    'zh-CN': '为 {name} 给出的文件无法读取：{path}',
  },
  indexesAbsent: {
    en: 'The collection {collection} in MongoDB at {address} lacks the indexes {names}: call migrate() of the store (arq migrate-store), or leave the setting migrate on',
    'zh-CN':
      '{address} 上 MongoDB 的集合 {collection} 缺少索引 {names}：请调用存储的 migrate()（arq migrate-store），或保持 migrate 设置开启',
  },
  tooOld: {
    en: 'the server is too old; MongoDB 4.4 or newer is needed ({reason})',
    'zh-CN': '服务器版本过旧，需要 MongoDB 4.4 或更新版本（{reason}）',
  },
  otherReplicaSet: {
    en: 'no server there belongs to a replica set called {name}; without ?replicaSet= in the URL a single server is used as it is',
    'zh-CN':
      '那里没有属于副本集 {name} 的服务器；URL 中不写 ?replicaSet= 时，单个服务器会按其原样使用',
  },
  noFreeConnection: {
    en: 'no connection of the pool became free',
    'zh-CN': '连接池中没有可用的连接',
  },
  noPush: {
    en: 'MongoDB at {address} cannot tell of changes: it is a single server, and change streams need a replica set or a sharded cluster; callers poll',
    'zh-CN':
      '{address} 上的 MongoDB 无法通知变更：它是单个服务器，而变更流需要副本集或分片集群；调用方将改为轮询',
  },
  idMalformed: {
    en: 'a job id with half of a surrogate pair would be stored as another one',
    'zh-CN': '含有半个代理对的任务 ID 会被存储为另一个 ID',
  },
  notARecord: {
    en: 'The document of job {jobId} in {collection} holds something that is not a job record: {reason}',
    'zh-CN': '{collection} 中任务 {jobId} 的文档不是任务记录：{reason}',
  },
})
