import { defineTexts } from './text.js'

/** What is said of connections, name servers and routes. */
export const connectionTexts = defineTexts({
  // --- remoting
  connectFailed: {
    en: 'Cannot connect to {address}: {reason}',
    'zh-CN': '无法连接 {address}：{reason}',
  },
  connectTimeout: {
    en: 'Cannot connect to {address} within {timeoutMs} ms (connectTimeoutMs)',
    'zh-CN': '{timeoutMs} 毫秒内无法连接 {address}（connectTimeoutMs）',
  },
  notConnectedInTime: {
    en: 'No connection to {address} within {timeoutMs} ms, the time of the call; nothing was sent',
    'zh-CN': '在调用的 {timeoutMs} 毫秒时限内未能连接 {address}；未发送任何数据',
  },
  backingOff: {
    en: 'Not connected to {address}: the last attempt failed ({reason}), the next is in {retryInMs} ms',
    'zh-CN': '未连接到 {address}：上次尝试失败（{reason}），{retryInMs} 毫秒后重试',
  },
  tlsFailed: {
    en: 'The TLS handshake with {address} failed: {reason}',
    'zh-CN': '与 {address} 的 TLS 握手失败：{reason}',
  },
  connectionLost: {
    en: 'The connection to {address} broke: {reason}',
    'zh-CN': '与 {address} 的连接中断：{reason}',
  },
  closedBeforeAnswer: {
    en: 'The server at {address} closed the connection without any answer: a frame over its limit (16 MiB), or does it require TLS (tls)?',
    'zh-CN':
      '{address} 的服务器未作任何应答即关闭连接：帧超过其上限（16 MiB），或者它要求 TLS（tls）？',
  },
  wrongProtocol: {
    en: '{address} speaks {protocol}, not RocketMQ remoting: {hint}',
    'zh-CN': '{address} 使用的是 {protocol}，而不是 RocketMQ remoting 协议：{hint}',
  },
  somethingElse: {
    en: 'something else (first bytes: {bytes})',
    'zh-CN': '其他协议（首字节：{bytes}）',
  },
  hintRemotingPort: {
    en: 'give the remoting port, by default 9876 (name server), 10911 (broker), 8080 (proxy)',
    'zh-CN': '请使用 remoting 端口，默认 9876（name server）、10911（broker）、8080（proxy）',
  },
  hintUseTls: { en: 'set tls', 'zh-CN': '请设置 tls' },
  reasonRefused: {
    en: 'connection refused: nothing listens there',
    'zh-CN': '连接被拒绝：该端口没有服务在监听',
  },
  reasonUnknownHost: { en: 'the host name is unknown', 'zh-CN': '主机名无法解析' },
  reasonUnreachable: { en: 'no route to the host', 'zh-CN': '主机不可达' },
  reasonNoAnswer: { en: 'the host does not answer', 'zh-CN': '主机无响应' },
  reasonReset: { en: 'the server reset it', 'zh-CN': '被服务器重置' },
  reasonClosedByServer: { en: 'the server closed it', 'zh-CN': '被服务器关闭' },
  reasonSilent: {
    en: 'nothing was received for {silentMs} ms (maxSilenceMs) and a call timed out',
    'zh-CN': '{silentMs} 毫秒内未收到任何数据（maxSilenceMs），且有调用超时',
  },
  reasonNoTlsThere: {
    en: 'the server ended the handshake; it may not speak TLS',
    'zh-CN': '服务器中断了握手；它可能不支持 TLS',
  },
  reasonBadAddress: {
    en: 'not an address; expected host:port or [IPv6]:port',
    'zh-CN': '不是有效地址；应为 host:port 或 [IPv6]:port',
  },
  reasonGaveUp: {
    en: 'gave up after {attempts} attempts (reconnect.maxAttempts); last: {reason}',
    'zh-CN': '尝试 {attempts} 次后放弃（reconnect.maxAttempts）；最后原因：{reason}',
  },
  reasonOther: { en: '{words}', 'zh-CN': '{words}' },
  noProcessor: {
    en: 'request code {code} is not supported by this client',
    'zh-CN': '此客户端不支持请求码 {code}',
  },
  noProcessorAnswered: {
    en: 'nobody in this client answers request {code}',
    'zh-CN': '此客户端中没有人应答请求 {code}',
  },
  requestTimeout: {
    en: 'No answer from {address} to request {code} within {timeoutMs} ms; whether it was done is unknown',
    'zh-CN': '{address} 未在 {timeoutMs} 毫秒内应答请求 {code}；请求是否已执行未知',
  },
  requestAborted: {
    en: 'Request {code} to {address} was aborted by its signal',
    'zh-CN': '发往 {address} 的请求 {code} 已被 signal 中止',
  },
  tooManyRequests: {
    en: '{count} requests to {address} wait for their answer; the limit is {limit} (maxPendingRequests)',
    'zh-CN': '{count} 个发往 {address} 的请求正在等待应答；上限为 {limit}（maxPendingRequests）',
  },
  frameTooLarge: {
    en: 'The request {code} has {bytes} bytes, a frame may have {limit} (maxFrameBytes)',
    'zh-CN': '请求 {code} 有 {bytes} 字节，帧上限为 {limit}（maxFrameBytes）',
  },
  frameReceivedTooLarge: {
    en: 'A frame from the server has {bytes} bytes, the limit is {limit} (maxFrameBytes)',
    'zh-CN': '来自服务器的帧有 {bytes} 字节，上限为 {limit}（maxFrameBytes）',
  },
  frameInvalid: {
    en: 'Bytes are not a RocketMQ frame: {reason}',
    'zh-CN': '字节不是 RocketMQ 帧：{reason}',
  },
  frameLengthImpossible: {
    en: 'the length field says {length} bytes',
    'zh-CN': '长度字段为 {length} 字节',
  },
  headerLengthImpossible: {
    en: 'a header of {headerLength} bytes in a frame of {length}',
    'zh-CN': '{length} 字节的帧中头部为 {headerLength} 字节',
  },
  serializeTypeUnknown: {
    en: 'serialize type {type}, known are 0 (JSON) and 1 (binary)',
    'zh-CN': '序列化类型 {type}，已知的是 0（JSON）和 1（二进制）',
  },
  headerNotJson: { en: 'the header is not JSON', 'zh-CN': '头部不是 JSON' },
  headerFieldWrong: {
    en: 'header field {field} is {value}',
    'zh-CN': '头部字段 {field} 为 {value}',
  },
  headerTruncated: {
    en: 'the binary header ends inside {field}',
    'zh-CN': '二进制头部在 {field} 处中断',
  },
  headerUnencodable: {
    en: 'The header of request {code} cannot be sent: {field} has {bytes} bytes, the binary header takes {limit}',
    'zh-CN': '请求 {code} 的头部无法发送：{field} 有 {bytes} 字节，二进制头部上限为 {limit}',
  },

  // --- name servers and routes
  noNameServer: {
    en: 'No name server answers: {attempts}',
    'zh-CN': '没有 name server 应答：{attempts}',
  },
  topicNotFound: {
    en: 'The name server {nameServer} has no route for topic {topic}, and no broker creates topics by itself (route of {keyTopic}). Create the topic, or set autoCreateTopicEnable=true on a broker',
    'zh-CN':
      'name server {nameServer} 没有主题 {topic} 的路由，也没有 broker 会自动创建主题（{keyTopic} 的路由）。请创建该主题，或在 broker 上设置 autoCreateTopicEnable=true',
  },
  noBroker: {
    en: 'No address is known for broker {broker}: it is not registered at the name servers',
    'zh-CN': '不知道 broker {broker} 的地址：它没有在 name server 上注册',
  },
})
