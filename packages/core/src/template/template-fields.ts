/** What shortcodes may name: every field behind every root, as one table that documents and checks alike. */

/** The roots, by the names that the data of a rendering has. */
export type TemplateRootName = 'user' | 'session' | 'org' | 'membership' | 'client'

/** The type of a field. `metadata` is an object that a path may lead into; `actor` is `{ sub: string }`. */
export type TemplateFieldType = 'string' | 'number' | 'boolean' | 'string[]' | 'actor' | 'metadata'

/** A field that a shortcode may name. */
export type TemplateField = {
  readonly name: string
  /** Other names that mean it. */
  readonly aliases: readonly string[]
  readonly type: TemplateFieldType
  readonly nullable: boolean
  readonly description: string
}

/** A root and its fields. */
export type TemplateRoot = {
  readonly name: TemplateRootName
  readonly aliases: readonly string[]
  readonly description: string
  readonly fields: readonly TemplateField[]
}

/** Every root with every field. Times are seconds since 1970-01-01T00:00:00Z (RFC 7519 NumericDate). */
export const TEMPLATE_ROOTS: readonly TemplateRoot[] = [
  {
    name: 'user',
    aliases: [],
    description: 'Whose session it is.',
    fields: [
      field('id', 'string', 'The id, as in `sub`.'),
      field('uuid', 'string', 'The id as a plain UUID.'),
      {
        name: 'email',
        aliases: ['primary_email_address'],
        type: 'string',
        nullable: true,
        description: 'The e-mail address. Its template carries `email_verified` too.',
      },
      field('email_verified', 'boolean', 'Whether the user has shown to own the address.'),
      orNull('first_name', 'string', 'The first name. The user writes it.'),
      orNull('last_name', 'string', 'The last name. The user writes it.'),
      orNull('full_name', 'string', 'First and last name, or the one of them that is there.'),
      orNull('username', 'string', 'The user name.'),
      orNull('image_url', 'string', 'Where the picture is. The user writes it.'),
      orNull('external_id', 'string', 'The id that another system knows the user by.'),
      orNull('locale', 'string', 'The language, as a BCP 47 tag.'),
      field('created_at', 'number', 'When the user was created.'),
      field('updated_at', 'number', 'When the user last changed.'),
      orNull('last_sign_in_at', 'number', 'When the user last signed in.'),
      field('public_metadata', 'metadata', 'What administrators wrote for everyone to read.'),
      field('unsafe_metadata', 'metadata', 'What the user wrote: never to be trusted.'),
    ],
  },
  {
    name: 'session',
    aliases: [],
    description: 'The session that the token is minted for.',
    fields: [
      field('id', 'string', 'The id, as in `sid`.'),
      field('uuid', 'string', 'The id as a plain UUID.'),
      field('created_at', 'number', 'When the session was opened.'),
      field('last_active_at', 'number', 'When the person last acted.'),
      orNull('auth_time', 'number', 'When the first factor was last proved.'),
      orNull('actor', 'actor', 'Who acts as the user.'),
      orNull('actor.sub', 'string', 'The id of who acts as the user.'),
    ],
  },
  {
    name: 'org',
    aliases: [],
    description: 'The active organization; without one its fields are null.',
    fields: [
      orNull('id', 'string', 'The id.'),
      orNull('slug', 'string', 'The name in URLs.'),
      orNull('name', 'string', 'The name that people read.'),
      orNull('public_metadata', 'metadata', 'What administrators wrote for everyone to read.'),
    ],
  },
  {
    name: 'membership',
    aliases: ['org_membership'],
    description: 'What the user is in the active organization; without one its fields are null.',
    fields: [
      orNull('role', 'string', 'The role.'),
      orNull('permissions', 'string[]', 'What the role permits.'),
      orNull('public_metadata', 'metadata', 'What administrators wrote for everyone to read.'),
    ],
  },
  {
    name: 'client',
    aliases: [],
    description: 'The browser profile or device that holds the session.',
    fields: [field('id', 'string', 'The id.')],
  },
]

function field(name: string, type: TemplateFieldType, description: string): TemplateField {
  return { name, aliases: [], type, nullable: false, description }
}

function orNull(name: string, type: TemplateFieldType, description: string): TemplateField {
  return { name, aliases: [], type, nullable: true, description }
}
