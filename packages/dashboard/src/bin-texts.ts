import { defineTexts } from '@arq/core'

/** Texts of the program of this package. */
export const binTexts = defineTexts({
  usage: {
    en: `Usage: arq-dashboard <URL of the broker> [URL of the result store]
  arq-dashboard amqp://localhost:5672 redis://localhost:6379
    --host <address>   where it listens (127.0.0.1); beyond this machine it needs a token
    --port <number>    4270; 0: any that is free
    --token <text>     what one has to know to log in, at least 16 characters; better in ARQ_DASHBOARD_TOKEN
    --queue <name>     a queue that is shown even while no worker takes from it; more than once
    --management-url <URL>  of RabbitMQ’s management API: rates, and what waits for its time
    --read-only        nothing can be changed
  Other brokers and stores, and the settings of your workers: arq dashboard of @arq/cli`,
    'zh-CN': `用法：arq-dashboard <消息服务器 URL> [结果存储 URL]
  arq-dashboard amqp://localhost:5672 redis://localhost:6379
    --host <地址>      监听地址（127.0.0.1）；超出本机时需要令牌
    --port <数字>      4270；0：任意空闲端口
    --token <文本>     登录所需的令牌，至少 16 个字符；最好放在 ARQ_DASHBOARD_TOKEN 中
    --queue <名称>     即使没有 worker 消费也要显示的队列；可重复
    --management-url <URL>  RabbitMQ 管理 API：速率与延迟任务数
    --read-only        不允许任何更改
  其他消息服务器与存储，以及 worker 的设置：@arq/cli 的 arq dashboard`,
  },
  unknownScheme: {
    en: '{given} is no URL that this program knows: amqp(s):// and redis(s)://; for others use arq dashboard of @arq/cli',
    'zh-CN':
      '此程序不识别 {given}：支持 amqp(s):// 与 redis(s)://；其他请使用 @arq/cli 的 arq dashboard',
  },
  noBroker: { en: 'Name the URL of a broker', 'zh-CN': '请给出消息服务器的 URL' },
  wrongPort: {
    en: '--port must be a number from 0 to 65535',
    'zh-CN': '--port 必须是 0 到 65535 的数字',
  },
})
