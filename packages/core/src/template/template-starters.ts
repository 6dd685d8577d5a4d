/** Templates to begin with, as texts that people go on editing. */

/** The names of the starters. */
export type TemplateStarter = 'default' | 'hasura' | 'supabase' | 'custom'

/** The text of each starter. Each compiles without any option. */
export const TEMPLATE_STARTERS: { readonly [Starter in TemplateStarter]: string } = {
  /** Who the user is, what administrators wrote, and the active organization. */
  default: `{
  "email": "{{user.email}}",
  "email_verified": "{{user.email_verified}}",
  "role": "{{user.public_metadata.role}}",
  "metadata": "{{user.public_metadata}}",
  "org_id": "{{org.id}}",
  "org_role": "{{membership.role}}"
}
`,
  /**
   * What Hasura reads: under its namespace, strings and arrays of strings only. The role in the organization is a session
   * variable: among the allowed roles it would be missing for whoever has none, and a list leaves nothing out.
   */
  hasura: `{
  "https://hasura.io/jwt/claims": {
    "x-hasura-allowed-roles": ["user"],
    "x-hasura-default-role": "user",
    "x-hasura-user-id": "{{user.id}}",
    "x-hasura-org-id": "{{org.id || ''}}",
    "x-hasura-org-role": "{{membership.role || ''}}"
  }
}
`,
  /** What PostgREST and Supabase's policies read. The `user_metadata` there is for display: users write it. */
  supabase: `{
  "aud": "authenticated",
  "role": "authenticated",
  "email": "{{user.email || ''}}",
  "email_verified": "{{user.email_verified}}",
  "app_metadata": "{{user.public_metadata}}",
  "user_metadata": {
    "full_name": "{{user.full_name}}",
    "avatar_url": "{{user.image_url}}"
  }
}
`,
  /** Claims of an application's own. */
  custom: `{
  "role": "{{user.public_metadata.role || 'member'}}",
  "plan": "{{user.public_metadata.plan || 'free'}}",
  "permissions": "{{membership.permissions}}",
  "tenant": "{{org.slug}}",
  "features": {
    "beta": "{{user.public_metadata.features.beta || false}}"
  }
}
`,
}
