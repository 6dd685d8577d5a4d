/** The tables that composed lists read. */

/** The tables that lists read, as far as they compose on them. */
export type ListTables = {
  readonly events: { id: string; user_id: string | null; session_id: string | null; type: string }
  readonly users: {
    id: string
    state: string
    email: string | null
    external_id: string | null
    username: string | null
    first_name: string | null
    last_name: string | null
  }
}
