/** @type {Readonly<Record<string, string>>} */
export const payloadsMeanings = {
  'payloads.store':
    '保存它们的地方：`filePayloads(folder)`、`@arq/result-s3` 的 `s3Payloads()`、`resultStorePayloads(store)`，或自己的实现。',
  'payloads.thresholdBytes': '参数和结果在发送时的字节数超过此值，就另行保存。',
  'payloads.keepFor':
    '参数在任务最晚可能启动的时刻之后再保存多久：也就是其死信还能重新投递的时间。',
}
