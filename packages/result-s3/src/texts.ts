import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  mustBeCredentials: {
    en: 'must be an object with accessKeyId and secretAccessKey, or a function that gives one',
    'zh-CN': '必须是含 accessKeyId 和 secretAccessKey 的对象，或返回它的函数',
  },
  schemeUnknown: {
    en: 'begins with {protocol}; expected s3:',
    'zh-CN': '以 {protocol} 开头；应为 s3:',
  },
  bucketWrong: {
    en: 'names a bucket {bucket}; a bucket has 3 to 63 of a to z, 0 to 9, - and .',
    'zh-CN': '给出的存储桶为 {bucket}；存储桶名由 3 到 63 个 a 到 z、0 到 9、- 和 . 组成',
  },
  halfALogin: {
    en: 'has a key without a secret, or a secret without a key: s3://key:secret@bucket',
    'zh-CN': '只有访问密钥 ID 或只有密钥：应为 s3://key:secret@bucket',
  },
  endpointWrong: {
    en: 'has an endpoint that is not the address of a server: https://host[:port], without login and query; percent-encode it in a URL',
    'zh-CN':
      '的 endpoint 不是服务器地址：https://host[:port]，不含登录信息和查询；在 URL 中请做百分号编码',
  },
  prefixWrong: {
    en: 'has a prefix with . or .. between slashes',
    'zh-CN': '的前缀在斜杠之间含有 . 或 ..',
  },
  givenTwice: {
    en: 'is given, and the url says {name}, too; give one',
    'zh-CN': '已给出，而 url 中也有 {name}；请只给出一个',
  },
  credentialsAbsent: {
    en: 'are absent: give accessKeyId and secretAccessKey, a function that gives them (fromNodeProviderChain() of @aws-sdk/credential-providers for roles), or s3://key:secret@bucket',
    'zh-CN':
      '缺少：请给出 accessKeyId 和 secretAccessKey、返回它们的函数（角色可用 @aws-sdk/credential-providers 的 fromNodeProviderChain()），或 s3://key:secret@bucket',
  },
  tlsNeedsHttps: {
    en: 'is given, but the endpoint begins with http:',
    'zh-CN': '已给出，但 endpoint 以 http: 开头',
  },
  badCredentials: {
    en: 'the function for credentials gave no accessKeyId and secretAccessKey',
    'zh-CN': '提供凭证的函数没有返回 accessKeyId 和 secretAccessKey',
  },
  noBucket: {
    en: 'there is no bucket {bucket}: make it, or correct the URL ({code})',
    'zh-CN': '存储桶 {bucket} 不存在：请创建，或更正 URL（{code}）',
  },
  unknownKey: {
    en: 'it does not know the access key ({code})',
    'zh-CN': '它不认识该访问密钥 ID（{code}）',
  },
  wrongSecret: {
    en: 'the secret does not fit the access key, or the endpoint is another than the one that was signed for ({code})',
    'zh-CN': '密钥与访问密钥 ID 不符，或 endpoint 与签名时的不同（{code}）',
  },
  clockSkewed: {
    en: 'the clock of this machine is {seconds} s {direction} that of the server, and it takes 15 minutes at most: set it right ({code})',
    'zh-CN': '本机时钟比服务器{direction} {seconds} 秒，超出其允许的 15 分钟：请校准（{code}）',
  },
  ahead: { en: 'ahead of', 'zh-CN': '快' },
  behind: { en: 'behind', 'zh-CN': '慢' },
  wrongRegion: {
    en: 'the bucket is in the region {actual}, not {region}: give region ({code})',
    'zh-CN': '存储桶位于区域 {actual}，而不是 {region}：请设置 region（{code}）',
  },
  denied: {
    en: 'the key may not do that: it needs GetObject, PutObject and DeleteObject on {prefix}*, and ListBucket, without which an absent object looks forbidden ({code})',
    'zh-CN':
      '该密钥没有权限：需要对 {prefix}* 的 GetObject、PutObject、DeleteObject，以及 ListBucket（没有它，不存在的对象看起来像被禁止）（{code}）',
  },
  unguarded: {
    en: 'The server at {address} ignores conditional writes ({header}): of two writers at once the last would win, so a result could be lost or changed by an attempt that had lost its job, and two calls could take one jobId. Use a server that has them (Amazon S3, R2, MinIO, Ceph), or set allowUnguarded: true to live with that',
    'zh-CN':
      '{address} 处的服务器忽略条件写入（{header}）：两个写入者同时写时后者覆盖前者，结果可能丢失，或被已失去任务的尝试改写，同一 jobId 也可能被两次调用占用。请使用支持条件写入的服务器（Amazon S3、R2、MinIO、Ceph），或设置 allowUnguarded: true 以接受这一点',
  },
  notARecord: {
    en: 'The object {name} holds something that is not a job record: {reason}',
    'zh-CN': '对象 {name} 中的内容不是任务记录：{reason}',
  },
  notAJobObject: {
    en: 'it does not begin with a line of arq',
    'zh-CN': '它不是以 arq 的行开头',
  },
})
