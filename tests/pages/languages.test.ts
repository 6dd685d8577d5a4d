/** Every page says all that it says in the language that it is asked for. */

import { describe, expect, test } from 'vitest'
import { createLook } from '../../packages/server/src/appearance/look.ts'
import { createLocales } from '../../packages/server/src/locale/locales.ts'
import { pseudoMessages } from '../support/pseudo-messages.ts'
import { HOSTILE } from './sample-people.ts'
import { SAMPLES } from './samples.ts'

const LOOK = createLook({ name: 'Acme' })
const LOCALES = createLocales({ ar: pseudoMessages() }, 'en')
const NAMES = Object.keys(SAMPLES)

async function render(name: string, tag: string): Promise<string> {
  return String(await SAMPLES[name]?.({ look: LOOK, locale: LOCALES.choose(tag) }))
}

/** What people read or hear: the text, and attributes that are read out or shown by the script. */
function readable(page: string): readonly string[] {
  const spoken = page.matchAll(/ (?:aria-label|alt|title|data-failed|data-errors)="([^"]*)"/g)
  const text = page
    .replaceAll(/<svg[\s\S]*?<\/svg>/g, '')
    .replaceAll(/<code[\s\S]*?<\/code>/g, '')
    .split(/<[^>]*>/)
  return [...text, ...Array.from(spoken, ([, value = '']) => value)]
    .map((part) =>
      part.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
    )
    .map((part) => part.replaceAll('&amp;', '&').trim())
    .filter((part) => part !== '')
}

/** What the samples call people, devices and applications; addresses, codes, and what languages call themselves. */
const KNOWN = [
  HOSTILE,
  'know that it is you; read your notes; stay connected while you are signed out',
  'Löwenstein & Söhne',
  /\b2001:db8::\S+|\bk7f2m-9qx\d+/g,
  /\S+@\S+/g,
  /https?:\/\/\S+/g,
  /\b[a-z]+(?:_[a-z]+)+\b/g,
  /\b[\w-]+(?:\.[\w-]+)*\.(?:example|com|org)\b/g,
  /\b(?:builds:(?:read|write)|\/(?:verify-email|reset-password))\b/g,
  /\b(?:Acme|Ada|Example(?: ID)?|AE|GitHub|Field Notes|Nightly build|Notes on my phone|UTC)\b/g,
  /\b(?:Firefox|Safari|Ubuntu|iOS|macOS|Linux|Coatcheck CLI|Ghent|Belgium|WDJB-MJHT|cck_\w+)\b/g,
  /\b(?:English|Deutsch|Español|Français|en-ab-cd)\b/g,
]

function unknownWords(text: string): string {
  return KNOWN.reduce<string>((rest, known) => rest.replaceAll(known, ''), text)
}

test.each(NAMES.filter((name) => !/difficult|^outbox$/.test(name)))(
  '%s has no words of its own',
  async (name) => {
    const latin = readable(await render(name, 'ar'))
      .map(unknownWords)
      .filter((text) => /[a-z]{2}/i.test(text))
    expect(latin).toEqual([])
  },
)

describe.each(['en', 'de', 'es', 'fr', 'ja', 'ar'])('in %s', (tag) => {
  /** The samples of which something holds. */
  async function pagesWhere(holds: (page: string) => boolean): Promise<readonly string[]> {
    const pages = await Promise.all(NAMES.map(async (name) => [name, await render(name, tag)] as const))
    return pages.filter(([, page]) => holds(page)).map(([name]) => name)
  }

  test('every page says which language it is in, and which way it runs', async () => {
    const start = `<html lang="${tag}" dir="${tag === 'ar' ? 'rtl' : 'ltr'}">`
    expect(await pagesWhere((page) => page.includes(start))).toEqual(NAMES)
  })

  test('nothing that somebody made up becomes markup, and nothing shows how it is made', async () => {
    const broken = /<img src=x|<script>alert|\[object|undefined|\bfunction\b|=>/
    expect(await pagesWhere((page) => broken.test(page))).toEqual([])
  })
})
