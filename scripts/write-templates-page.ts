/**
 * Writes `docs/templates.md` from the tables of the language, and its examples by the language itself; `--check` only
 * says whether it is up to date.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import {
  CLAIMS_BUDGET_BYTES,
  compileTemplate,
  MAX_TEMPLATE_BYTES,
  MAX_TOKEN_BYTES,
  renderTemplate,
  RESERVED_CLAIMS,
  SESSION_TEMPLATE,
  TEMPLATE_LIFETIME_SECONDS,
  TEMPLATE_PROBLEMS,
  TEMPLATE_ROOTS,
  TEMPLATE_SKEW_SECONDS,
  TEMPLATE_STARTERS,
  type TemplateData,
  type TemplateField,
  type TemplateRoot,
  type TemplateStarter,
} from '@coatcheck/core'
import { MAX_TEMPLATE_DEPTH } from '../packages/core/src/template/positioned-json.ts'
import { TEMPLATE_SECRET_BYTES } from '../packages/server/src/template/template-secret.ts'

const PAGE = new URL('../docs/templates.md', import.meta.url)

const SAMPLE: TemplateData = {
  user: {
    id: 'user_…',
    first_name: 'Ada',
    username: null,
    email: 'ada@example.com',
    email_verified: false,
    public_metadata: { role: 'editor', seats: 3, plan: { name: 'team' }, tags: ['a', 'b'] },
  },
  org: null,
  membership: null,
}

const EXAMPLES: readonly string[] = [
  '"{{user.public_metadata.role}}"',
  '"{{user.public_metadata.seats}}"',
  '"{{user.public_metadata.plan}}"',
  '"{{user.public_metadata.plan.name}}"',
  '"{{user.public_metadata.nothing.here}}"',
  '"{{user.first_name}} has {{user.public_metadata.seats}} seats"',
  '"{{user.public_metadata.tags}}"',
  '"tags: {{user.public_metadata.tags}}"',
  '"Hello {{user.username}}!"',
  '"{{user.username || user.first_name || \'nobody\'}}"',
  '"{{user.public_metadata.beta || false}}"',
  '"{{org.slug}}"',
  '"{{org_membership.role || \'none\'}}"',
  '["user", "{{user.public_metadata.role}}"]',
  '{"id": "{{user.id}}", "version": 2}',
]

const MISTAKES: readonly string[] = [
  '{"role": "{{user.role}}"}',
  '{"role": "{{usr.id}}"}',
  '{"role": "{{user.id | upper}}"}',
  '{"role": "{{user.private_metadata.role}}"}',
  '{"role": "{{user.unsafe_metadata.role}}"}',
  '{"email": "{{user.email}}"}',
  '{"sub": "{{user.external_id}}"}',
]

const STARTER_PURPOSES: { readonly [Starter in TemplateStarter]: string } = {
  default: 'Who the user is, what administrators wrote, and the active organization.',
  hasura:
    'What Hasura reads: under its namespace, strings and arrays of strings only.\nThe role in the organization is a session variable, for the conditions of permissions.',
  supabase:
    'What PostgREST and the policies of Supabase read. `user_metadata` is for display: users write what is in it.',
  custom: 'Claims of an application of its own, with what holds where nobody wrote anything.',
}

/** The page as it should be. */
export function templatesPage(): string {
  return `# Templates

A template is a JSON object that says which claims a token has. Its strings may hold *shortcodes*, which a mint replaces by
what is known of the user, the session and the organization. Templates are kept by \`/api/admin/templates\` (scope
\`templates\`); \`POST /api/admin/templates/preview\` shows what one says of a user, saved or not.

This page is generated: \`node --conditions=source scripts/write-templates-page.ts\`.

## The language

\`\`\`
text      = { any characters | shortcode }
shortcode = "{{" operand { "||" operand } "}}"
operand   = path | literal
path      = root "." name { "." name }
literal   = 'text' | number | true | false | null
\`\`\`

- A string that is one shortcode and nothing else becomes the value itself, with its type.
- A shortcode with text around it is written into the text: strings as they are, null as nothing, all else as JSON.
- \`||\` takes the first operand that is not null. That is the only operator: there are no filters. \`false\`, \`0\` and \`''\`
  are values, and are taken.
- A path into metadata that leads nowhere is null; any other field must be in the tables below.
- In the literal \`'text'\` the escapes are \`\\'\` and \`\\\\\`, and it has no \`{\`. There is no escape for \`{{\` itself.
- Names of members have no shortcodes. What the data hold is never read as a template again.
- A claim that comes out as null stays, as null. \`aud\` has only strings that are not empty; without any the token has no
  \`aud\`, and whoever expects one refuses it.

Rendered by the language itself, for a user of the metadata
\`${JSON.stringify(SAMPLE.user?.['public_metadata'])}\` without a user name or an organization:

| template | claim |
|---|---|
${EXAMPLES.map((text) => `| ${code(text)} | ${code(JSON.stringify(rendered(text)))} |`).join('\n')}

## Roots and fields

Times are seconds since 1970-01-01T00:00:00Z. The names behind "or" are aliases. \`private_metadata\` is in no token.

${TEMPLATE_ROOTS.map(rootSection).join('\n\n')}

## What is wrong with a template

It is found when the template is saved, all of it at once, by line and column: the answer is \`template_invalid\` with
\`problems\`. Nothing that is wrong ever gets into a token as text.

| code | meaning |
|---|---|
${Object.entries(TEMPLATE_PROBLEMS)
  .map(([name, meaning]) => `| \`${name}\` | ${meaning} |`)
  .join('\n')}

Some of what people write at first:

| template | answer |
|---|---|
${MISTAKES.map((text) => `| ${code(text)} | ${answerTo(text)} |`).join('\n')}

## Rules on claims

- **Reserved claims**, which the token itself sets, at the top level and spelled exactly so:
  ${[...RESERVED_CLAIMS].map((claim) => `\`${claim}\``).join(' ')}. Inside of an object any name may stand, and \`aud\` is a
  template's to set.
- **The address may be anybody's.** A template that asks for \`user.email\` anywhere has
  \`"email_verified": "{{user.email_verified}}"\` at its top level, with nothing to fall back to. The address is in the token
  whether it is verified or not: a backend decides nothing by \`email\` while \`email_verified\` is false.
- **What users write is not trusted.** \`unsafe_metadata\` is refused unless the template sets
  \`dangerouslyAllowUserControlledClaims\`; the answer warns of it then. Names, picture and language are the user's words too.

## Limits

| what | limit |
|---|---|
| text of a template | ${number(MAX_TEMPLATE_BYTES)} bytes, nested ${MAX_TEMPLATE_DEPTH} deep |
| a token | ${number(MAX_TOKEN_BYTES)} bytes; a larger one is not minted, and \`token_too_large\` names its largest claims |
| claims of a template, as JSON | a warning beyond ${number(CLAIMS_BUDGET_BYTES)} bytes, in the preview |
| \`name\` | 1 to 64 of \`a-z 0-9 - _\` |
| \`lifetimeSeconds\` | ${range(TEMPLATE_LIFETIME_SECONDS)}; the session's end caps it, and its idle limit what is longer than a session token |
| \`clockSkewSeconds\` | ${range(TEMPLATE_SKEW_SECONDS)}: how far \`iat\` and \`nbf\` are moved back for verifiers whose clock is behind |
| \`algorithm\` | \`RS256\` (default), \`ES256\`, \`EdDSA\` by published keys; \`HS256\` by a secret of the template, ${TEMPLATE_SECRET_BYTES.least} to ${TEMPLATE_SECRET_BYTES.most} bytes, which is in no JWKS |

## Tokens of a template

\`POST /api/auth/session/token\` and \`POST /api/auth/refresh\` with \`template: "name"\` give a token of it. It has \`typ: "JWT"\`
and is refused wherever a session token is wanted. Besides the claims of the template it has \`iss sub sid iat nbf exp jti azp
gen\`, and \`act\` where somebody acts as the user, who then gets none that lives longer than a session token. It is revoked
with its session.

**The template \`${SESSION_TEMPLATE}\`** gives the claims that session tokens have besides their own. Lifetime,
algorithm and skew of session tokens come from the policy and the settings, not from it. A new database has it, with the starter
\`default\`; whoever deletes it has session tokens without claims of their own.

**Detached tokens.** A template with \`detached: true\` makes tokens that outlive the session: they have neither \`sid\` nor
\`gen\`. Only servers get them: with a backend key (\`POST /api/auth/session/token\`) or an admin key of the scope \`keys\`
(\`POST /api/admin/tokens\`), never while somebody acts as the user; with an admin key there is no session, so that
\`session\`, \`client\`, \`org\` and \`membership\` are null. Each is written down by its \`jti\` before anybody gets
it, and revoked by that (\`DELETE /api/admin/tokens/{jti}\`), or with whatever signs its user out everywhere. Verifiers hear
of it by the feed; without the feed, a revoked one is good until its \`exp\`. A change of the user's data does not outdate it.

## Starters

\`starter\` in place of \`text\` begins with one of these.

${(Object.keys(TEMPLATE_STARTERS) as TemplateStarter[]).map(starterSection).join('\n\n')}
`
}

function rootSection({ name, aliases, description, fields }: TemplateRoot): string {
  const rows = fields.map(
    (field) =>
      `| ${namesOf(field)} | ${code(field.type)}${field.nullable ? ' or null' : ''} | ${field.description} |`,
  )
  return [
    `### ${namesOf({ name, aliases })}`,
    '',
    description,
    '',
    '| field | type | |',
    '|---|---|---|',
    ...rows,
  ].join('\n')
}

function namesOf({ name, aliases }: Pick<TemplateField, 'name' | 'aliases'>): string {
  return [name, ...aliases].map(code).join(' or ')
}

function starterSection(name: TemplateStarter): string {
  return `### \`${name}\`\n\n${STARTER_PURPOSES[name]}\n\n\`\`\`json\n${TEMPLATE_STARTERS[name]}\`\`\``
}

/** What a value of a template becomes. */
function rendered(value: string): unknown {
  const compiled = compileTemplate(`{"claim": ${value}}`)
  if (!compiled.ok) throw new Error(`The example ${value} does not compile.`)
  return renderTemplate(compiled.template, SAMPLE)['claim']
}

function answerTo(text: string): string {
  const compiled = compileTemplate(text)
  const [problem] = compiled.ok ? [] : compiled.problems
  if (problem === undefined) throw new Error(`The example ${text} has nothing wrong.`)
  return `${problem.line}:${problem.column} \`${problem.code}\` ${inCell(problem.message)}`
}

function code(text: string): string {
  return `\`${inCell(text)}\``
}

/** A bar ends a cell, in code too. */
function inCell(text: string): string {
  return text.replaceAll('|', String.raw`\|`)
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}

function range({
  least,
  most,
  default: usual,
}: typeof TEMPLATE_LIFETIME_SECONDS | typeof TEMPLATE_SKEW_SECONDS): string {
  return `${number(least)} to ${number(most)}, ${usual} unless it is set`
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    if (readFileSync(PAGE, 'utf8') !== templatesPage()) {
      console.error('docs/templates.md is not what the tables say: run scripts/write-templates-page.ts')
      process.exit(1)
    }
  } else {
    writeFileSync(PAGE, templatesPage())
  }
}
