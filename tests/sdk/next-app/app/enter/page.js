import { createSession, signIn, signOut, signUp } from '@coatcheck/sdk/next/server'
import { redirect } from 'next/navigation'
import { createElement } from 'react'

/** What can be done, and by which fields of the form. */
const CALLS = {
  'sign-up': (form) => signUp({ email: form.get('email'), password: form.get('password') }),
  'sign-in': (form) => signIn({ email: form.get('email'), password: form.get('password') }),
  exchange: (form) => createSession({ token: form.get('token') }),
  'sign-out': () => signOut(),
}

async function enter(form) {
  'use server'
  const result = await CALLS[form.get('call')](form)
  redirect(result.ok ? '/' : `/enter?error=${result.code}`)
}

export default async function EnterPage() {
  return createElement(
    'form',
    { action: enter },
    ...['call', 'email', 'password', 'token'].map((name) => createElement('input', { key: name, name })),
  )
}
