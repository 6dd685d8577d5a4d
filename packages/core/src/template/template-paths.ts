/** What a template reads: which roots must be there before it is rendered, and whether users decide what it says. */

import type { TemplateRootName } from './template-fields.ts'
import type { Template, TemplateShortcode, TemplateValue } from './template.ts'

type Path = readonly [TemplateRootName, ...string[]]

/** The roots that a template reads. */
export function templateRoots(template: Template): ReadonlySet<TemplateRootName> {
  return new Set(pathsOf(template.claims).map(([root]) => root))
}

/** Whether a claim comes from what users write themselves. */
export function isUserControlled(template: Template): boolean {
  return pathsOf(template.claims).some(([, field]) => field === 'unsafe_metadata')
}

function pathsOf(value: TemplateValue): readonly Path[] {
  switch (value.kind) {
    case 'constant':
      return []
    case 'shortcode':
      return shortcodePaths(value)
    case 'text':
      return value.parts.flatMap((part) => (typeof part === 'string' ? [] : shortcodePaths(part)))
    case 'list':
      return value.items.flatMap(pathsOf)
    case 'object':
      return value.members.flatMap((member) => pathsOf(member.value))
  }
}

function shortcodePaths({ operands }: TemplateShortcode): readonly Path[] {
  return operands.flatMap((operand) => (operand.kind === 'path' ? [operand.path] : []))
}
