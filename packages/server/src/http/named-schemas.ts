/** Schemas that have a name, in the one place where the references of a whole OpenAPI document find them. */

type Json = { readonly [member: string]: unknown }

/** A document without definitions of its own, and the schemas that were in them. */
export type NamedSchemas<D> = { readonly document: D; readonly schemas: { readonly [name: string]: Json } }

/**
 * Takes the `$defs` of each schema out of a document: references are resolved from the document's root, not from the
 * schema that they stand in.
 *
 * @throws When two schemas of one name differ.
 */
export function nameSchemas<D>(document: D): NamedSchemas<D> {
  const schemas: Record<string, Json> = {}
  const moved = JSON.parse(JSON.stringify(document), (member, value: unknown) => {
    if (member === '$ref' && typeof value === 'string')
      return value.replace(/^#\/\$defs\//, '#/components/schemas/')
    if (member !== '$defs') return value
    for (const [name, schema] of Object.entries(value as { readonly [name: string]: Json })) {
      if (name in schemas && JSON.stringify(schemas[name]) !== JSON.stringify(schema))
        throw new Error(`two schemas are named ${name}`)
      schemas[name] = schema
    }
    return undefined
  }) as D
  return { document: moved, schemas }
}
