import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  packetTooLarge: {
    en: '{bytes} bytes are more than its max_allowed_packet of {limit}',
    'zh-CN': '{bytes} 字节超出其 max_allowed_packet 的 {limit}',
  },
  fileUnreadable: {
    en: 'names a file for {name} that cannot be read: {path}',
    'zh-CN': '为 {name} 给出的文件无法读取：{path}',
  },
  filesUnusable: {
    en: 'names files that cannot be used ({names}): {reason}',
    'zh-CN': '给出的文件无法使用（{names}）：{reason}',
  },
  pairIncomplete: {
    en: 'must name both {cert} and {key}, or neither',
    'zh-CN': '必须同时给出 {cert} 和 {key}，或都不给出',
  },
  authorityMissing: {
    en: 'has sslmode verify-ca, which needs sslrootcert',
    'zh-CN': '的 sslmode 为 verify-ca，需要同时给出 sslrootcert',
  },
  tlsUntrusted: {
    en: '{reason}: none of the trusted authorities has signed its certificate. Name the right one with {key} in the URL, or tls.ca',
    'zh-CN':
      '{reason}：其证书不是由受信任的证书颁发机构签发。请在 URL 中用 {key}，或用 tls.ca 指定正确的机构',
  },
  tlsOtherName: {
    en: '{reason}. Connect under a name that its certificate has, or give that as tls.servername',
    'zh-CN': '{reason}。请使用其证书中的名称连接，或将该名称设为 tls.servername',
  },
  tlsNotSpoken: {
    en: '{reason}: it does not speak TLS, which URL or settings ask for',
    'zh-CN': '{reason}：它不支持 TLS，而 URL 或设置要求使用 TLS',
  },
  tlsRefused: {
    en: '{reason}. Renew the certificate, or show one that it takes ({cert} and {key} in the URL, or tls.cert and tls.key)',
    'zh-CN':
      '{reason}。请更新证书，或提供其接受的证书（URL 中的 {cert} 和 {key}，或 tls.cert 和 tls.key）',
  },
  schemeUnknown: {
    en: 'begins with {protocol}; known: {known}',
    'zh-CN': '以 {protocol} 开头；已知：{known}',
  },
  databaseMissing: {
    en: 'names no database: add its name behind the host',
    'zh-CN': '没有给出数据库名：请在主机之后加上',
  },
  sslModeUnknown: {
    en: 'has {key} {mode}; known: {known}',
    'zh-CN': '的 {key} 为 {mode}；已知：{known}',
  },
  hostOfFile: {
    en: 'names a host; a file has three slashes: sqlite:///path',
    'zh-CN': '含有主机名；文件需要三个斜杠：sqlite:///path',
  },
  fileMissing: { en: 'names no file: sqlite:///path', 'zh-CN': '没有给出文件：sqlite:///path' },
  tlsTwice: {
    en: 'is given, and the url says ssl…; give one',
    'zh-CN': '已给出，而 url 中也有 ssl…；请只给出一个',
  },
  prefixWrong: {
    en: 'must have a prefix of a to z, 0 to 9 and _, not begin with a digit, at most 40',
    'zh-CN': '前缀只能由 a 到 z、0 到 9 和 _ 组成，不能以数字开头，最长 40 个字符',
  },
  tablesAbsent: {
    en: 'the tables are not there',
    'zh-CN': '数据表不存在',
  },
  schemaOlder: {
    en: 'The tables {tables} in {database} at {address} have version {found}, and this program needs {needed}: run arq migrate-store, or leave the setting migrate on',
    'zh-CN':
      '{address} 上 {database} 中的数据表 {tables} 为版本 {found}，本程序需要版本 {needed}：请运行 arq migrate-store，或保持 migrate 设置开启',
  },
  schemaNewer: {
    en: 'The tables {tables} in {database} at {address} have version {found}, and this program knows them up to {needed}: update @arq/result-sql',
    'zh-CN':
      '{address} 上 {database} 中的数据表 {tables} 为版本 {found}，本程序只认识到版本 {needed}：请升级 @arq/result-sql',
  },
  driverAbsent: {
    en: '{scheme} needs the package {name}, which is not installed: npm install {name}',
    'zh-CN': '{scheme} 需要 {name} 包，但尚未安装：npm install {name}',
  },
  notARecord: {
    en: 'The row of job {jobId} in {tables} holds something that is not a job record: {reason}',
    'zh-CN': '{tables} 中任务 {jobId} 的行不是任务记录：{reason}',
  },
})
