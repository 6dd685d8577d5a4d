/** What `docs/appearance.md` shows is run: its configuration file, and its variables. */

import { expect, test } from 'vitest'
import { configFolder } from '../support/config-folder.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeBlocks } from './code-blocks.ts'

const BLOCKS = codeBlocks().filter(({ place }) => place.startsWith('docs/appearance.md'))

async function signInPage({ url }: RunningCoatcheck, languages: string): Promise<string> {
  const headers = { accept: 'text/html', 'accept-language': languages }
  return await (await fetch(`${url}/sign-in`, { headers })).text()
}

test('the configuration file makes pages look and speak so', async () => {
  expect(BLOCKS).toHaveLength(1)
  const coatcheck = await startCoatcheck({ folder: configFolder(BLOCKS[0]?.code ?? '') })
  const german = await signInPage(coatcheck, 'tlh')
  expect(german).toContain('<html lang="de" dir="ltr">')
  expect(german).toContain('<title>Anmelden · Acme</title>')
  expect(german).toContain('src="https://cdn.acme.example/logo.png"')
  expect(await signInPage(coatcheck, 'en-GB')).toContain('Keep me signed in for a week')
  const swiss = await fetch(`${coatcheck.url}/sign-up`, { headers: { 'accept-language': 'de-CH' } })
  expect(swiss.headers.get('content-language')).toBe('de-CH')
  expect(await swiss.text()).toContain('8 bis 256 Zeichen, gerne ein paar Wörter.')
  const { look, settings } = coatcheck.server
  expect(look.stylesheet.text).toContain('--radius: 0.75rem;')
  expect(settings.warnings).toEqual([])
  await coatcheck.close()
})

test('the variables do', async () => {
  const environment = {
    COATCHECK_APPEARANCE: '{"name":"Acme","colors":{"accent":"#7c3aed"}}',
    COATCHECK_LOCALE: 'de',
  }
  const coatcheck = await startCoatcheck({ environment })
  expect(await signInPage(coatcheck, '')).toContain('<title>Anmelden · Acme</title>')
  expect(coatcheck.server.look.stylesheet.text).toContain('--accent: #7c3aed;')
  await coatcheck.close()
})
