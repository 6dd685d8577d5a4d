/** What only admins may do. */

import { running } from '../../../coatcheck.ts'

export async function DELETE(request: Request): Promise<Response> {
  const { auth } = await running()
  return await auth.withRole('admin', () => new Response(null, { status: 204 }))(request)
}
