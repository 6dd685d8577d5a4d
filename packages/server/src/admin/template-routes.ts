/** `/api/admin/templates`: the named recipes of tokens, and the one that gives session tokens their claims. */

import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import {
  templateJson,
  templateMembers,
  templateNameSchema,
  templateSchema,
} from '../template/template-schema.ts'
import { createTemplate as create, putInForce, updateTemplate as update } from '../template/write-template.ts'

const params = z.strictObject({ id: idSchema('tmpl') })

/** Lists templates. */
export const listTemplates: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/templates',
    summary: 'List templates, by name',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    responses: {
      200: {
        description: 'All of them',
        schema: z.object({ data: z.array(templateSchema), nextCursor: z.null() }),
      },
    },
  },
  async ({ server }) => {
    const templates = await server.store.templates.list()
    return json(200, { data: templates.map((template) => templateJson(template)), nextCursor: null })
  },
)

/** Makes a template. */
export const createTemplate: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/templates',
    summary: 'Make a template; the one named session gives the claims of session tokens',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'templates',
    body: z.strictObject({ name: templateNameSchema, ...templateMembers }),
    responses: { 201: { description: 'The new template', schema: templateSchema } },
    errors: ['template_invalid', 'template_name_taken'],
  },
  async ({ server, body, context }) => {
    if (body.text === undefined && body.starter === undefined)
      return problem('invalid_request', { field: 'body.text', detail: 'Give text or starter.' })
    const written = await create(server, body, context)
    return written instanceof Response ? written : json(201, templateJson(written.template, written.secret))
  },
)

/** Reads one template. */
export const getTemplate: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/templates/{id}',
    summary: 'Read a template',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    params,
    responses: { 200: { description: 'The template', schema: templateSchema } },
    errors: ['not_found'],
  },
  async ({ server, params }) => {
    const template = await server.store.templates.find(params.id)
    return template === null ? problem('not_found') : json(200, templateJson(template))
  },
)

/** Changes a template. Its name is what callers ask by: for another one, make another. */
export const updateTemplate: Route = defineRoute(
  {
    method: 'patch',
    path: '/api/admin/templates/{id}',
    summary: 'Change a template; tokens that are out keep the claims they have',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'templates',
    params,
    body: z.strictObject(templateMembers),
    responses: { 200: { description: 'The template as it is now', schema: templateSchema } },
    errors: ['not_found', 'template_invalid'],
  },
  async ({ server, params, body, context }) => {
    const written = await update(server, params.id, body, context)
    return written instanceof Response ? written : json(200, templateJson(written.template, written.secret))
  },
)

/** Deletes a template. */
export const deleteTemplate: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/templates/{id}',
    summary: 'Delete a template; tokens that are out live on',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'templates',
    params,
    responses: { 204: { description: 'Deleted' } },
    errors: ['not_found'],
  },
  async ({ server, params, context }) => {
    if (!(await server.store.templates.delete(params.id, context))) return problem('not_found')
    await putInForce(server)
    return noContent()
  },
)
