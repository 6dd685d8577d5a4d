/** The `coatcheck` command as an OAuth client, which every server knows. */

/** Its `client_id`. */
export const COMMAND_LINE_CLIENT_ID = 'coatcheck-cli'
