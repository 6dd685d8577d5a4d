/** What an operator's appearance does to pages and mails, and that nothing else gets in with it. */

import { afterEach, describe, expect, test } from 'vitest'
import { Browser, PASSWORD } from '../support/api-client.ts'
import { configFolder } from '../support/config-folder.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const ACME = {
  name: 'Acme & Söhne',
  logo: 'https://cdn.acme.example/brand/logo.png?v=2',
  colors: { accent: '#7c3aed', surface: 'hsl(0 0% 100%)', dark: { accent: 'oklch(0.8 0.1 290)' } },
  font: 'Inter, "Noto Sans"',
  radius: '0',
}

const running: RunningCoatcheck[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
})

async function start(appearance: unknown): Promise<RunningCoatcheck> {
  const one = await startCoatcheck({ environment: { COATCHECK_APPEARANCE: JSON.stringify(appearance) } })
  running.push(one)
  return one
}

async function get(url: string): Promise<{ readonly text: string; readonly headers: Headers }> {
  const response = await fetch(url, { headers: { accept: 'text/html' } })
  return { text: await response.text(), headers: response.headers }
}

function stylesheetOf(page: string): string {
  return /<link rel="stylesheet" href="([^"]*)"/.exec(page)?.[1] ?? ''
}

describe('a page', () => {
  test('has the name and the logo, which may be fetched from where it is and from nowhere else', async () => {
    const { url } = await start(ACME)
    for (const path of ['/sign-in', '/nowhere']) {
      const { text, headers } = await get(url + path)
      expect(text).toContain('· Acme &amp; Söhne</title>')
      expect(text).toContain('<bdi>Acme &amp; Söhne</bdi>')
      expect(text).toContain(
        '<img class="logo-image" src="https://cdn.acme.example/brand/logo.png?v=2" alt=""',
      )
      expect(text).toContain('<link rel="icon" href="https://cdn.acme.example/brand/logo.png?v=2" />')
      const policy = headers.get('content-security-policy')?.split('; ')
      expect(policy).toContain("img-src 'self' data: https://cdn.acme.example/brand/logo.png")
      expect(policy).toContain("style-src 'self'")
    }
  })

  test('has a logo of its own origin without another source', async () => {
    const { url } = await start({ logo: '/brand/logo.svg' })
    const { text, headers } = await get(`${url}/sign-in`)
    expect(text).toContain('src="/brand/logo.svg"')
    expect(headers.get('content-security-policy')).toContain("img-src 'self' data:;")
  })

  test('holds no value of a style: all of them are in the stylesheet', async () => {
    const { url } = await start(ACME)
    const { text } = await get(`${url}/sign-in`)
    expect(text).not.toMatch(/<style|style="|#7c3aed|Inter/)
  })
})

describe('the stylesheet', () => {
  test('has the values, and another address and tag with them', async () => {
    const [plain, acme] = [await start({}), await start(ACME)]
    const hrefs = [
      stylesheetOf((await get(`${plain.url}/sign-in`)).text),
      stylesheetOf((await get(`${acme.url}/sign-in`)).text),
    ]
    expect(hrefs[0]).not.toBe(hrefs[1])
    const sheets = [await get(plain.url + hrefs[0]), await get(acme.url + hrefs[1])]
    expect(sheets[0]?.headers.get('etag')).not.toBe(sheets[1]?.headers.get('etag'))
    expect(sheets[1]?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(hrefs[1]).toContain(`?v=${sheets[1]?.headers.get('etag')?.replaceAll('"', '')}`)
    const [light = '', dark = ''] = sheets[1]?.text.split('@media (prefers-color-scheme: dark)') ?? []
    expect(light).toContain('--accent: #7c3aed;')
    expect(light).toContain('--accent-ink: #ffffff;')
    expect(light).toContain('--surface: #ffffff;')
    expect(light).toContain('--font: Inter, "Noto Sans", system-ui,')
    expect(light).toContain('--radius: 0px;')
    expect(dark).toMatch(/--accent: #[0-9a-f]{6};/)
    expect(dark).toContain('--accent-ink: #000000;')
    expect(dark).toContain('--surface: #1d201c;')
    expect(sheets[0]?.text).toContain('--accent: #1f5e4b;')
  })
})

test('a mail has the name, the logo and the colours, and says which server it is from', async () => {
  const { url, server } = await start({
    ...ACME,
    logo: '/logo.png',
    colors: { accent: 'oklch(0.541 0.281 293)' },
  })
  const browser = new Browser(url)
  await browser.send('/api/auth/register', { body: { email: 'ada@example.com', password: PASSWORD } })
  const [mail] = server.mailer.outbox?.() ?? []
  expect(mail?.text).toContain(`\n\nAcme & Söhne\n${url}\n`)
  expect(mail?.html).toContain(`<img src="${url}/logo.png" alt=""`)
  expect(mail?.html).toContain('Acme &amp; Söhne')
  expect(mail?.html).toMatch(/border-radius:0px;background:#[0-9a-f]{6};color:#ffffff/)
  expect(mail?.html).toContain('font-family:Inter, &quot;Noto Sans&quot;, system-ui')
  expect(mail?.html).not.toContain('oklch')
})

describe('a start is refused', () => {
  test.each([
    [{ name: '</title><script>alert(1)</script>' }, 'name'],
    [{ logo: 'javascript:alert(1)' }, 'logo'],
    [{ logo: "https://cdn.example/x.png; script-src 'unsafe-inline'" }, 'logo'],
    [{ logo: 'https://cdn.example/x.png, https://evil.example' }, 'logo'],
    [{ logo: '/x.png" onerror="alert(1)' }, 'logo'],
    [{ font: 'x; } body { background: url(https://evil.example) }' }, 'font'],
    [{ font: 'Inter, url(https://evil.example/f.woff2)' }, 'font'],
    [{ radius: '8px; } * { display: none' }, 'radius'],
    [{ colors: { accent: 'red; } @import "https://evil.example"; {' } }, 'colors.accent'],
    [{ colors: { accent: 'var(--ink)' } }, 'colors.accent'],
    [{ colors: { dark: { text: '#fff;}' } } }, 'colors.dark.text'],
    [{ style: '* { display: none }' }, 'style'],
  ])('for the appearance %j', async (appearance, member) => {
    await expect(start(appearance)).rejects.toThrow(`COATCHECK_APPEARANCE: ${member} is not in order`)
  })

  test('for a file that says so, too', async () => {
    const folder = configFolder(`export default { appearance: { colors: { accent: 'red' } } }\n`)
    await expect(startCoatcheck({ folder })).rejects.toThrow(
      'appearance in coatcheck.config.ts: colors.accent',
    )
  })
})

test('authenticator apps and passkeys keep an account under the name', async () => {
  const { url } = await start({ name: 'Acme: Tools' })
  const browser = new Browser(url)
  await browser.send('/api/auth/register', { body: { email: 'ada@example.com', password: PASSWORD } })
  const enrolled = await browser.send('/api/auth/factors/totp', { body: {} })
  expect(enrolled.body['url']).toMatch(
    /^otpauth:\/\/totp\/Acme%20Tools:ada%40example\.com\?.*&issuer=Acme%20Tools&/,
  )
  const options = await browser.send('/api/auth/factors/passkeys/options', { body: {} })
  expect(options.body['publicKey']).toMatchObject({ rp: { name: 'Acme: Tools', id: 'localhost' } })
})

test('a name in another script stands apart from the sentence around it', async () => {
  const { url } = await start({ name: 'متجر' })
  expect((await get(`${url}/sign-in`)).text).toContain('to continue to <bdi>متجر</bdi>')
})
