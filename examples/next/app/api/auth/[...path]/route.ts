/** The server's `/api/auth` on this application's host: cookies are of this host, and pages need no CORS. */

import { mountCoatcheck } from '@coatcheck/sdk/next/server'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = mountCoatcheck()
