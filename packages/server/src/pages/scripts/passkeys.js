/**
 * Passkeys in the pages. What needs this script is hidden without it, and in browsers that cannot do it. What it says
 * stands in the page, in the page's language.
 */

const { PublicKeyCredential } = window
const isAble = typeof PublicKeyCredential?.parseRequestOptionsFromJSON === 'function'

for (const place of isAble ? document.querySelectorAll('[data-passkey]') : []) {
  place.hidden = false
  place.querySelector('button').addEventListener('click', () => void run(place))
}

/** Asks the server what to ask for, the browser for it, and hands the answer back. */
async function run(place) {
  const { passkey: act, session, next, failed, errors } = place.dataset
  const button = place.querySelector('button')
  button.disabled = true
  say(place, '')
  try {
    const answer = await ACTS[act](session)
    if (answer.recoveryCodes) show(place, answer.recoveryCodes)
    else window.location.assign(next)
  } catch (error) {
    // Whoever closes the browser's own window has not made a mistake.
    say(place, error.name === 'NotAllowedError' ? '' : (JSON.parse(errors)[error.code] ?? failed))
  } finally {
    button.disabled = false
  }
}

const ACTS = {
  'sign-in': async () => {
    const response = await get(await post('/api/auth/passkey/options', {}))
    const rememberMe = document.getElementById('remember_me')?.checked ?? true
    return await post('/api/auth/passkey', { response, rememberMe, transport: 'cookie' })
  },
  'second-factor': async (session) => {
    const passkey = await get(await post('/api/auth/second-factor/options', {}, session))
    return await post('/api/auth/second-factor', { passkey }, session)
  },
  register: async (session) => {
    const { publicKey } = await post('/api/auth/factors/passkeys/options', {}, session)
    const options = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey)
    const made = await navigator.credentials.create({ publicKey: options })
    return await post('/api/auth/factors/passkeys', { response: made.toJSON() }, session)
  },
}

async function get({ publicKey }) {
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey)
  return (await navigator.credentials.get({ publicKey: options })).toJSON()
}

async function post(path, body, session) {
  const headers = { 'content-type': 'application/json' }
  if (session !== undefined) headers['coatcheck-session'] = session
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  const answer = await response.json()
  if (!response.ok) throw Object.assign(new Error(answer.code), { code: answer.code })
  return answer
}

function say(place, text) {
  place.querySelector('[role="status"]').textContent = text
}

/** Shows the codes that come once. */
function show(place, codes) {
  const list = place.querySelector('ul')
  list.replaceChildren(
    ...codes.map((code) => Object.assign(document.createElement('li'), { textContent: code })),
  )
  place.querySelector('[data-codes]').hidden = false
}
