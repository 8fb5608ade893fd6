import { payloadsMeanings } from './payloads.js'

/** @type {Readonly<Record<string, string>>} */
export const dashboardMeanings = {
  ...payloadsMeanings,
  transport: '通往消息服务器的途径。仪表盘在首次收到请求时打开它，并负责关闭，除非是你自己连接的。',
  resultStore: '各 worker 所用的结果存储。没有它就无法查询任务。',
  queues: '没有 worker 处理时也要显示的队列。其余的由其 worker 得知。',
  dlqName: '各 worker 设有 `dlqName` 时，所有队列最终失败的任务所在的队列。',
  codecs: '各 worker 在 JSON 之外的编解码器：用来读取死信。',
  encryption:
    '与各 worker 相同的加密设置：以明文显示任务里加密的内容，并加密页面上入队的任务。没有它，页面只说明已加密以及所用的密钥。',
  payloads:
    '与各 worker 相同的设置 `{ store, thresholdBytes, keepFor }`：在任务和死信的页面上显示另行存储的参数与结果。列表只显示其大小。',
  tasks: '页面上可选择入队的任务函数。给出任务对象时，参数在发送之前由其 schema 检查。',
  cronJobs: '各 worker 的 `cronJobs`。',
  traceUrl:
    '任务的链路追踪所在的地址，其中的 `{traceId}` 会被替换，例如 `https://tempo.example.com/trace/{traceId}`。未给出：只显示 id。',
  redact:
    '参数与结果中不给任何人看的位置，例如 `args.0.card` 或 `result.*.token`。名称表明是机密的值（`password`、`token`……）和 URL 中的密码总是隐去。',
  authorize:
    '说明调用者可以做什么：`true`，`view`、`act`、`enqueue` 的列表，或 `{ user, permissions }`。没有它也没有 `token` 时，谁也不能做任何事。',
  token:
    '给出它的人可以做 `permissions` 所允许的事：在页面上登录，或作为 `Authorization: Bearer`。同一仪表盘的各个进程都要给出。',
  permissions: "任何人权限的上限，无论 `authorize` 如何。`['view']`：什么也不能更改。",
  prefix: '挂载的位置，例如 `/arq`；服务器自己会去掉该前缀时不需要。',
  refreshEvery: '有人在看时，每隔多久查看队列和 worker。',
  sampleEvery: '图表中相邻两点的间隔。',
  bodyLimit: '请求体最多多少字节。',
  onAct: '每次操作（完成或被拒绝）都会调用：你的审计日志。',
  logger: '操作（级别 `info`）和故障写到哪里。未给出：控制台，级别从 `warn` 起。',
}
