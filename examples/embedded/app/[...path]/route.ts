/** Everything that is no page or route of this application is Coatcheck's: its API, its pages, and what is not there. */

import { running } from '../../coatcheck.ts'

const handle = async (request: Request): Promise<Response> => await (await running()).server.fetch(request)

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
}
