import { describe, expect, it } from '@jest/globals'

import { decompressBody } from '../../src/protocol/compression.js'
import { compressionSysFlag } from '../../src/protocol/sys-flag.js'
import { zstdByPackage } from '../../src/protocol/zstd-package.js'
import { renderText } from '../../src/texts/text.js'

/** "hello " a thousand times, as `zstd` writes it. */
const HELLO = Buffer.from('KLUv/QRYdQAAMGhlbGxvIAEAZ5e+FAEGA/W7', 'base64')
const TEXT = 'hello '.repeat(1000)

describe('zstd by a package', () => {
  it('is read where the package is installed, up to the limit and not cut off', () => {
    const reader = zstdByPackage()!
    expect(Buffer.from(reader.decompress(HELLO, 6000)).toString()).toBe(TEXT)
    expect(() => reader.decompress(HELLO, 5999)).toThrow(
      expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }),
    )
    expect(() => reader.decompress(HELLO.subarray(0, 12), 6000)).toThrow()
  })

  it('is not there where it is not installed: the error says what to do, and the body is kept', () => {
    const packages = Object.assign(() => undefined, {
      resolve: () => {
        throw new Error('Cannot find module')
      },
    })
    expect(zstdByPackage(packages)).toBeUndefined()
    const limits = { codecs: new Map(), maxBodyBytes: 6000 }
    const { body, error } = decompressBody(HELLO, compressionSysFlag('zstd'), limits)
    expect(body).toEqual(HELLO)
    expect(error).toMatchObject({ code: 'ROCKETMQ_CODEC_MISSING', details: { type: 'zstd' } })
    expect(error?.message).toContain('install the package fzstd')
    expect(renderText(error!.text, 'zh-CN')).toContain('请安装软件包 fzstd')
  })
})
