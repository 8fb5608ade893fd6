import { defineTexts } from '../texts/text.js'

/** Texts about jobs that are suspended. */
export const suspendTexts = defineTexts({
  messageTooLarge: {
    en: 'The job cannot wait for a signal: its message, which the result store keeps so that a signal can send it on, takes {bytes} bytes there, and at most {limit} are kept. Its arguments are too large: keep the data elsewhere and pass a reference, such as a key or a URL',
    'zh-CN':
      '任务无法等待信号：结果存储会保存其消息，以便信号将其继续发送；该消息在其中占 {bytes} 字节，最多保存 {limit} 字节。参数过大：请把数据存放在别处，只传递引用（例如键或 URL）',
  },
})
