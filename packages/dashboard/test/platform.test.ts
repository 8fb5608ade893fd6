import { describe, expect, it } from '@jest/globals'

import * as browser from '../src/platform/browser.js'
import * as node from '../src/platform/node.js'
import * as serverInPage from '../src/server/browser.js'
import * as server from '../src/server/node.js'

describe('a dashboard in a page', () => {
  it('has what one in Node has, under the same names', () => {
    expect(Object.keys(browser).sort()).toEqual(Object.keys(node).sort())
    expect(Object.keys(serverInPage).sort()).toEqual(Object.keys(server).sort())
  })

  it('takes no token, which its reader could see', () => {
    expect(() => new browser.Secrets('a-token-of-16-letters')).toThrow(
      expect.objectContaining({ code: 'ARQ_CONFIG_INVALID' }),
    )
  })

  it('gives each user one token for acts, and each page others', () => {
    const secrets = new browser.Secrets(undefined)
    expect(secrets.csrfToken('ada')).toBe(secrets.csrfToken('ada'))
    expect(secrets.csrfToken('ada')).not.toBe(secrets.csrfToken('bob'))
    expect(secrets.csrfToken('ada')).not.toBe(new browser.Secrets(undefined).csrfToken('ada'))
    expect(browser.isSame(secrets.cookie, secrets.cookie)).toBe(true)
    expect(browser.isSame(secrets.cookie, secrets.csrfToken('ada'))).toBe(false)
  })

  it('serves no files, and cannot listen', async () => {
    const request = new Request('http://arq.test/')
    expect(await new browser.PageFiles().answer('', request)).toBeUndefined()
    await expect(serverInPage.listen()).rejects.toThrow('a page is no server')
    expect(() => serverInPage.nodeHandler()).toThrow('a page is no server')
  })
})
