import { defineTexts } from '@arq/core'

export const texts = defineTexts({
  peerMissing: {
    en: '{peer} is not installed where @arq/telemetry looks for it: npm install {peer}',
    'zh-CN': '@arq/telemetry 找不到 {peer}，请安装：npm install {peer}',
  },
})
