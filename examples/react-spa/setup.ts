/** Makes the template that the pages ask tokens of; and whoever is named an admin: `node setup.ts ada@example.com`. */

import { createAdminClient } from '@coatcheck/sdk/admin'

const admin = createAdminClient({
  url: process.env['COATCHECK_URL'] ?? 'http://localhost:4000',
  key: process.env['COATCHECK_ADMIN_KEY'] ?? '',
})

const { data: templates } = await admin.templates.list()
if (!templates.some(({ name }) => name === 'archive')) {
  await admin.templates.create({
    name: 'archive',
    text: JSON.stringify({
      aud: 'archive.example',
      email: '{{user.email}}',
      email_verified: '{{user.email_verified}}',
    }),
    algorithm: 'ES256',
  })
  console.log('There is a template "archive" now.')
}

const email = process.argv[2]
if (email !== undefined) {
  const user = (await admin.users.list({ email })).data[0]
  if (user === undefined) throw new Error(`nobody has the address ${email}`)
  await admin.users.update(user.id, { publicMetadata: { ...user.publicMetadata, role: 'admin' } })
  console.log(`${email} is an admin.`)
}
