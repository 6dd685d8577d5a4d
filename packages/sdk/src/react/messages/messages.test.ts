/** All languages say all of it, with the same places to fill in. */

import { describe, expect, test } from 'vitest'
import { failureOf } from '../form/failure-of.ts'
import { describeFailure } from './describe-failure.ts'
import { fill } from './fill.ts'
import * as languages from './index.ts'
import type { Messages } from './messages.ts'

const { en, ...others } = languages

/** Every sentence, by its path. */
function sentencesOf(messages: Messages): ReadonlyMap<string, string> {
  const sentences = new Map<string, string>()
  const walk = (path: string, value: unknown): void => {
    if (typeof value === 'string') sentences.set(path, value)
    else for (const [key, inner] of Object.entries(value as object)) walk(`${path}.${key}`, inner)
  }
  walk('', messages)
  return sentences
}

function placesOf(sentence = ''): readonly string[] {
  return Array.from(sentence.matchAll(/\{\w+\}/g), ([place]) => place).toSorted()
}

test.each(Object.entries(others))('%s has the places that English has', (_, messages) => {
  const translated = sentencesOf(messages)
  const differing = Array.from(sentencesOf(en)).filter(
    ([path, sentence]) => String(placesOf(sentence)) !== String(placesOf(translated.get(path))),
  )
  expect(differing).toEqual([])
  expect([...translated.keys()].toSorted()).toEqual([...sentencesOf(en).keys()].toSorted())
})

test.each(Object.entries(languages))(
  '%s is plain data, which a server hands to the browser',
  (_, messages) => {
    expect(JSON.parse(JSON.stringify(messages))).toEqual(messages)
    expect(Intl.getCanonicalLocales(messages.locale)).toEqual([messages.locale])
  },
)

test.each(Object.entries(languages))(
  '%s has in the name of a button what stands on it, so that whoever sees it can say it',
  (_, messages) => {
    const { account, devices, organization } = messages
    const buttons = [
      [account.signOut, account.signOutOf],
      [account.signOut, devices.signOutOf],
      [account.switch, account.switchTo],
      [organization.remove, organization.removeMember],
      [organization.revoke, organization.revokeInvitation],
    ] as const
    const lower = (text: string): string => text.toLocaleLowerCase(messages.locale)
    expect(buttons.filter(([seen, heard]) => !lower(heard).includes(lower(seen)))).toEqual([])
  },
)

test('what is not given stays as it stands', () => {
  expect(fill('{name} of {organization}', { name: 'Ada' })).toBe('Ada of {organization}')
})

describe('a failure', () => {
  const limited = { ...failureOf('rate_limited', 'Too many requests.'), retryAfterSeconds: 90 }

  test('is told in the language of the messages', () => {
    expect(describeFailure(languages.de, failureOf('credentials_invalid', 'Wrong.'))).toBe(
      'Die E-Mail-Adresse oder das Passwort ist falsch.',
    )
  })

  test('says when to try again, if the server said so', () => {
    expect(describeFailure(en, limited)).toBe(
      'That was too often in a short time. Try again in 1 minute, 30 seconds.',
    )
    expect(describeFailure(languages.ja, limited)).toBe(
      '短い時間に回数が多すぎます。1 分 30 秒後にもう一度お試しください。',
    )
  })

  test('says what is wrong with a password', () => {
    const rejected = { ...failureOf('password_rejected', 'No.'), reason: 'too_common', detail: 'In English.' }
    expect(describeFailure(languages.fr, rejected)).toBe(
      'Ce mot de passe ne convient pas. Choisissez-en un autre. C’est l’un des plus courants, et il serait deviné.',
    )
  })

  test('says in the server’s words what only the server knows', () => {
    const refused = { ...failureOf('hook_refused', 'No.'), detail: 'Ask for access first.' }
    expect(describeFailure(en, refused)).toBe('This service does not allow it. Ask for access first.')
    const wrong = { ...failureOf('credentials_invalid', 'No.'), detail: 'The store said so.' }
    expect(describeFailure(en, wrong)).not.toContain('store')
  })

  test('that is newer than the messages speaks for itself', () => {
    const newer = { ...failureOf('not_found', 'The moon is full.'), code: 'moon_full' as 'not_found' }
    expect(describeFailure(en, newer)).toBe('The moon is full.')
  })
})
