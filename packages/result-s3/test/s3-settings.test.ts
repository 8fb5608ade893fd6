import { isArqError, renderText } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { S3ResultStore, type S3ResultStoreSettings } from '../src/index.js'
import { resolveS3Settings } from '../src/s3-settings.js'
import { texts } from '../src/texts.js'

const url = 's3://KEY:se%2Fcret@orders/arq/results'

const messageOf = (settings: S3ResultStoreSettings): string => {
  try {
    return new S3ResultStore(settings).onFailure
  } catch (error) {
    if (!isArqError(error)) throw error
    return `${error.code} ${error.message} ${JSON.stringify(error.details)}`
  }
}

describe('the URL', () => {
  it('is read, and shown without the login', () => {
    expect(resolveS3Settings({ url: `${url}?region=eu-central-1` })).toMatchObject({
      ...{ bucket: 'orders', prefix: 'arq/results/', region: 'eu-central-1' },
      credentials: { accessKeyId: 'KEY', secretAccessKey: 'se/cret' },
      bucketUrl: 'https://orders.s3.eu-central-1.amazonaws.com',
      shown: 'https://s3.eu-central-1.amazonaws.com/orders/arq/results/',
    })
  })

  it('may name another server, whose buckets stand in the path', () => {
    const endpoint = encodeURIComponent('http://minio:9000/')
    const settings = { url: `s3://k:s@orders?endpoint=${endpoint}` }
    expect(resolveS3Settings(settings)).toMatchObject({
      ...{ bucketUrl: 'http://minio:9000/orders', prefix: '', region: 'us-east-1' },
    })
    const inHost = resolveS3Settings({ ...settings, pathStyle: false })
    expect(inHost.bucketUrl).toBe('http://orders.minio:9000')
  })

  it.each<[string, S3ResultStoreSettings, string]>([
    ['no URL', { url: 'orders' }, 'is not a URL'],
    ['another scheme', { url: 'http://orders' }, 'begins with http:'],
    ['no bucket', { url: 's3:///arq' }, 'names a bucket'],
    ['a bucket that cannot be', { url: 's3://k:s@Or_ders' }, 'names a bucket'],
    ['half a login', { url: 's3://KEY@orders' }, 'a key without a secret'],
    ['no login at all', { url: 's3://orders' }, 'fromNodeProviderChain'],
    ['an unknown key', { url: `${url}?regoin=x` }, 'did you mean region?'],
    ['a prefix that climbs', { url: 's3://k:s@orders/%2e%2e%2fother' }, 'between slashes'],
    ['no server', { url: `${url}?endpoint=minio` }, 'not the address of a server'],
    ['two regions', { url: `${url}?region=a1`, region: 'b1' }, 'region: is given'],
    [
      'two logins',
      { url, credentials: () => ({ accessKeyId: 'a', secretAccessKey: 'b' }) },
      'credentials: is given',
    ],
    ['TLS without TLS', { url, endpoint: 'http://minio', tls: { ca: 'x' } }, 'begins with http:'],
    [
      'no credentials in credentials',
      { url: 's3://orders', credentials: { accessKeyId: 'a' } as never },
      'must be an object with',
    ],
  ])('is refused with %s, without the secret', (_, settings, words) => {
    const message = messageOf(settings)
    expect(message).toContain('ARQ_CONFIG_INVALID')
    expect(message).toContain(words)
    expect(message).not.toMatch(/se.cret|se%2Fcret/)
  })
})

it('has every text in both languages', () => {
  for (const make of Object.values(texts)) {
    const text = (make as (params: object) => Parameters<typeof renderText>[0])({})
    expect(renderText(text, 'en')).not.toBe('')
    expect(renderText(text, 'zh-CN')).toMatch(/\p{Script=Han}/u)
  }
})
