/** The hooks of one server: each is asked within its time, so many at once, and answers what counts or fails. */

import type { Clock, Random, Secret } from '@coatcheck/core'
import { parseStrictJson } from '@coatcheck/core/verify'
import type { BoundedPool } from '../jobs/bounded-pool.ts'
import { createBoundedPool } from '../jobs/bounded-pool.ts'
import { describeAnswer, HOOK_ANSWERS } from './answers.ts'
import { type AskForClaims, sharingAnswers } from './share-answers.ts'
import { HookFailedError } from './hook-failed.ts'
import type { HookFunction, HookName, HookTypes } from './hook.ts'
import { type AnswerText, MAX_ANSWER_BYTES, postQuestion } from './post-question.ts'

/** How a hook is reached. */
export type HookTarget<N extends HookName> =
  | { readonly kind: 'function'; readonly call: HookFunction<N> }
  | { readonly kind: 'url'; readonly url: string; readonly secrets: readonly Secret[] }

/** The hooks as they are set; `null` for one that is not. */
export type HookSettings = { readonly [N in HookName]: HookTarget<N> | null } & {
  readonly timeoutMs: number
}

/** Asks a hook. @throws {HookFailedError} When it gives no answer that counts. */
export type Ask<N extends HookName> = (question: HookTypes[N]['question']) => Promise<HookTypes[N]['answer']>

/** The hooks of one server; `null` for one that is not set, which is never waited for. */
export type Hooks = {
  readonly beforeSignUp: Ask<'beforeSignUp'> | null
  readonly beforeSession: Ask<'beforeSession'> | null
  readonly customClaims: AskForClaims | null
}

/** How many questions to one hook are under way at once on this node, and how many wait: the rest fail at once. */
const CONCURRENCY = 64
const MAX_WAITING = 256

const ID_BYTES = 16

/** What asking needs of the world. */
type World = { readonly clock: Clock; readonly random: Random }

/** Makes them. */
export function createHooks(settings: HookSettings, world: World): Hooks {
  const { timeoutMs } = settings
  const make = <N extends HookName>(name: N, target: HookTarget<N> | null): Ask<N> | null =>
    target === null ? null : createAsk(name, target, { ...world, timeoutMs })
  const customClaims = make('customClaims', settings.customClaims)
  return {
    beforeSignUp: make('beforeSignUp', settings.beforeSignUp),
    beforeSession: make('beforeSession', settings.beforeSession),
    customClaims: customClaims === null ? null : sharingAnswers(customClaims),
  }
}

function createAsk<N extends HookName>(
  name: N,
  target: HookTarget<N>,
  world: World & { readonly timeoutMs: number },
): Ask<N> {
  const pool = createBoundedPool(CONCURRENCY, MAX_WAITING)
  return async (question) => {
    const box = AbortSignal.timeout(world.timeoutMs)
    const text = JSON.stringify(question)
    const answered = await inTime(
      box,
      inTurn(pool, async () =>
        // Whoever waited for longer than the time is not answered any more.
        box.aborted ? TOO_LATE : await inTime(box, answerOf(name, target, text, box, world)),
      ),
    )
    if (!answered.ok) throw new HookFailedError(name, answered.detail)
    const json = parseStrictJson(answered.text)
    if (json === null) throw new HookFailedError(name, 'its answer is not a JSON object of one meaning')
    const read = HOOK_ANSWERS[name].safeParse(json)
    if (!read.success) throw new HookFailedError(name, describeAnswer(read.error))
    return read.data
  }
}

const TOO_LATE: AnswerText = { ok: false, detail: 'it gave no answer in time' }
const FULL: AnswerText = { ok: false, detail: 'too many questions are waiting for it' }

async function inTurn(pool: BoundedPool, work: () => Promise<AnswerText>): Promise<AnswerText> {
  return (await pool.run(work)) ?? FULL
}

/** The answer, or that it is too late: a function of the configuration file may never end. */
async function inTime(box: AbortSignal, answer: Promise<AnswerText>): Promise<AnswerText> {
  const late = Promise.withResolvers<AnswerText>()
  const onAbort = (): void => late.resolve(TOO_LATE)
  box.addEventListener('abort', onAbort)
  try {
    return await Promise.race([answer, late.promise])
  } finally {
    box.removeEventListener('abort', onAbort)
  }
}

async function answerOf<N extends HookName>(
  name: N,
  target: HookTarget<N>,
  question: string,
  signal: AbortSignal,
  { clock, random }: World,
): Promise<AnswerText> {
  if (target.kind === 'function') return await callFunction(target.call, question, signal)
  const nowMs = clock.nowMs()
  const message = {
    id: `msg_${Buffer.from(random.bytes(ID_BYTES)).toString('hex')}`,
    timestampSeconds: Math.floor(nowMs / 1000),
    body: `{"type":"${name}","timestamp":"${new Date(nowMs).toISOString()}","data":${question}}`,
  }
  return await postQuestion(target, message, signal)
}

/** Through JSON both ways: a function gets nothing that it could change here, and nothing of what it keeps gets in. */
async function callFunction<N extends HookName>(
  call: HookFunction<N>,
  question: string,
  signal: AbortSignal,
): Promise<AnswerText> {
  try {
    const text = JSON.stringify(await call(JSON.parse(question), { signal })) as string | undefined
    if (text === undefined) return { ok: false, detail: 'its function returned nothing' }
    return Buffer.byteLength(text) > MAX_ANSWER_BYTES
      ? { ok: false, detail: `it answered more than ${MAX_ANSWER_BYTES} bytes` }
      : { ok: true, text }
  } catch (error) {
    return {
      ok: false,
      detail: `its function threw (${error instanceof Error ? error.message : 'no error'})`,
    }
  }
}
