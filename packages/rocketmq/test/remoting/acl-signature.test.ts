import { describe, expect, it } from '@jest/globals'

import { signRequest } from '../../src/remoting/acl-signature.js'

const credentials = { accessKey: 'admin', secretKey: 'secret12' }

describe('signRequest', () => {
  it('signs the values in the order of their keys, then the body', () => {
    const request = {
      code: 310,
      ext: { topic: 'T', a: 'b1', Zeta: 'zz', Signature: 'of a first attempt' },
      body: Buffer.from('body'),
    }
    const signed = signRequest(request, { ...credentials, securityToken: 'TOKEN' })

    expect(signed).toEqual({
      ...request,
      ext: {
        topic: 'T',
        a: 'b1',
        Zeta: 'zz',
        AccessKey: 'admin',
        SecurityToken: 'TOKEN',
        // printf 'adminTOKENzzb1Tbody' | openssl dgst -sha1 -hmac secret12 -binary | base64
        Signature: 'tIlc9c7DE7mmH+sqJa8vX9H5zs4=',
      },
    })
    expect(request.ext.Signature).toBe('of a first attempt')
  })

  it('signs a request that has neither fields nor body', () => {
    const { ext } = signRequest({ code: 106 }, credentials)

    // printf 'admin' | openssl dgst -sha1 -hmac secret12 -binary | base64
    expect(ext).toEqual({ AccessKey: 'admin', Signature: 'UC5/4mazWXm7GX1j86hiqS9LAoQ=' })
  })
})
