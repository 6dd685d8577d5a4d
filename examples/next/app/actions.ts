'use server'

/** What forms of this application do. They work before, and without, any script. */

import { auth, signOut } from '@coatcheck/sdk/next/server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { pinNotice } from '../notices.ts'

/** Pins a notice to the board of one's team. */
export async function pin(form: FormData): Promise<void> {
  const { orgId, sessionClaims } = await auth.protect({ organization: true })
  const text = form.get('text')
  if (orgId !== null && typeof text === 'string' && text.trim() !== '')
    pinNotice(orgId, { text, author: String(sessionClaims['email']) })
  revalidatePath('/board')
}

/** Signs out. */
export async function leave(): Promise<void> {
  await signOut()
  redirect('/')
}
