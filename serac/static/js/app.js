// Small comforts; every page works without this file. Nothing about a case or a person is kept on the device: only when
// somebody was last here, whether the single keys are off, and in the history of this tab the random keys of forms sent.
const body = document.body
body.classList.add('js-enabled', 'govuk-frontend-supported')
import(body.dataset.frontend).then((govuk) => {
  for (const name of ['Button', 'CharacterCount', 'Checkboxes', 'ErrorSummary', 'PasswordInput', 'SkipLink']) govuk.createAll(govuk[name])
}).catch(() => {})

const find = (what) => document.querySelector(what)
const kept = {
  get: (key) => { try { return localStorage.getItem(key) } catch { return null } },
  set: (key, value) => { try { localStorage.setItem(key, value) } catch { /* not allowed here: do without */ } }
}

// What is being written, so that hiding or ending never loses it
let written = null
document.addEventListener('input', (event) => {
  const form = event.target.form
  if (form && form.getAttribute('method') === 'post') written = form
  if (away() > idle / 3 && Date.now() - asked > 60000) stay().catch(() => {})
})
document.addEventListener('submit', () => { written = null })

// Back, then the same button: a form that was sent keeps its key, so that nothing is done twice. Once changed it is a new one
const keys = [...document.querySelectorAll('input[name=idempotency_key]')]
const cameBack = performance.getEntriesByType('navigation')[0]?.type === 'back_forward'
let sent = cameBack ? history.state?.sent : null
if (sent?.length === keys.length) keys.forEach((key, n) => { key.value = sent[n] }); else sent = null
document.addEventListener('input', () => {
  if (sent && crypto.randomUUID) keys.forEach((key) => { key.value = crypto.randomUUID() })
  sent = null
})
document.addEventListener('submit', () => {
  sent = keys.map((key) => key.value)
  if ('got' in body.dataset) history.replaceState({ sent }, '') // on an answer to a form it would forget what was typed
})

// Idle: warn before the session ends (a fifth of its length, five minutes at most), then cover what is unsaved or leave
const idle = Number(body.dataset.idleMinutes || 0) * 60000
const away = () => idle ? Date.now() - Math.max(here, Number(kept.get('here')) || 0) : 0
let here = 0
let asked = 0
const seen = () => { here = Date.now(); kept.set('here', here) }
const stay = async () => {
  asked = Date.now()
  const answer = await fetch(body.dataset.stay, { cache: 'no-store', redirect: 'manual', headers: { Accept: 'text/plain' } })
  if (answer.ok) seen()
  return answer.ok
}

function warn () {
  const place = find('[data-app-idle]')
  const left = idle - away()
  const late = left < Math.min(idle / 5, 300000)
  if (left <= 0) return written ? cover() : location.replace(body.dataset.locked)
  if (!late) place.replaceChildren()
  if (late && !place.firstChild) {
    place.append(find('#app-idle-words').content.cloneNode(true))
    const minutes = Math.max(1, Math.round(left / 60000))
    find('[data-app-left]').textContent = minutes === 1 ? '1 minute' : minutes + ' minutes'
    find('[data-app-stay]').addEventListener('click', () => { place.replaceChildren(); stay().catch(() => {}) })
  }
}
if (idle) { seen(); setInterval(warn, 10000); document.addEventListener('visibilitychange', warn) }

// Hide screen: cover the page where it stands, so that nothing typed is lost; going on asks the service whether we are still signed in
function cover () {
  if (find('.app-cover')) return
  const title = document.title
  const back = document.activeElement
  closeNames()
  body.append(find('#app-cover-words').content.cloneNode(true))
  body.classList.add('app-is-covered')
  document.title = 'Locked'
  find('[data-app-on]').focus()
  find('[data-app-on]').addEventListener('click', async () => {
    let open
    try { open = await stay() } catch {
      find('[data-app-why]').textContent = 'There is no connection. What you wrote is still here.'
      return
    }
    if (!open) return written ? HTMLFormElement.prototype.submit.call(written) : location.assign(body.dataset.signIn)
    find('.app-cover').remove()
    body.classList.remove('app-is-covered')
    document.title = title
    back.focus()
  })
}
find('[data-app-hide]')?.addEventListener('click', (event) => { event.preventDefault(); cover() })
find('[data-app-leave]')?.addEventListener('click', (event) => { event.preventDefault(); location.replace(event.target.href) })

// Names on a tap: closed when the page is left; on a touch screen also after two minutes and when the page goes out of sight
const touch = matchMedia('(pointer: coarse)').matches
const closeNames = () => document.querySelectorAll('details.app-reveal[open]').forEach((name) => { name.open = false })
addEventListener('pagehide', closeNames)
if (touch) {
  document.addEventListener('visibilitychange', () => { if (document.hidden) closeNames() })
  document.addEventListener('toggle', (event) => {
    if (event.target.open && event.target.matches('.app-reveal')) setTimeout(closeNames, 120000)
  }, true)
}

// A list that fills while it is looked at: asks whether anything has changed, and shows it unless somebody is at work in it
const live = find('[data-app-live]')
async function refill () {
  if (document.hidden || written || find('.app-cover') || live.contains(document.activeElement)) return
  const asking = { cache: 'no-store', redirect: 'error', headers: { 'X-Poll': '1', 'If-None-Match': '"' + live.dataset.appTag + '"' } }
  const answer = await fetch(live.dataset.appLive, asking)
  if (answer.status !== 200 || (await answer.text()) === live.dataset.appTag) return
  const shown = await fetch(location.pathname, { ...asking, headers: { 'X-Poll': '1' } })
  const fresh = new DOMParser().parseFromString(await shown.text(), 'text/html').querySelector('[data-app-live]')
  if (!fresh || live.contains(document.activeElement)) return
  live.dataset.appTag = fresh.dataset.appTag
  live.replaceChildren(...fresh.childNodes)
  find('[data-app-said]').textContent = 'The list has changed.'
}
if (live) setInterval(() => refill().catch(() => {}), 15000)

// Who will read an item, by name, follows what is chosen; what was typed is kept with it, as the button that then goes does
const readers = find('[data-app-readers]')
let latest = 0
let busy = 0
let turn = Promise.resolve() // one after the other: each keeps what was typed, and the next goes on from there
async function list (form, mine) {
  if (mine !== latest) return
  const typed = new URLSearchParams(new FormData(form))
  typed.set('step', 'readers')
  typed.set('idempotency_key', crypto.randomUUID())
  const answer = await fetch(location.href, { method: 'POST', body: typed, redirect: 'error', signal: AbortSignal.timeout(5000) })
  if (answer.status !== 200) return
  const shown = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const fresh = shown.querySelector('#readers')
  if (!fresh) return
  const version = shown.querySelector('main form [name=version]')
  if (version) form.elements.version.value = version.value
  find('#readers').replaceChildren(...fresh.childNodes)
  find('[data-app-said]').textContent = find('#readers').dataset.appTotal = fresh.dataset.appTotal
}
if (readers && crypto.randomUUID) {
  readers.parentElement.hidden = true
  readers.form.addEventListener('change', (event) => {
    if (!/_(audience|agencies|not_for_immigration)$/.test(event.target.name)) return
    const mine = ++latest
    busy++
    turn = turn.then(() => list(readers.form, mine)).catch(() => {}).finally(() => { busy-- })
  })
  readers.form.addEventListener('submit', (event) => { // after what is being kept, or the two would be in each other's way
    if (!busy) return
    event.preventDefault()
    event.stopPropagation()
    latest++
    turn.then(() => readers.form.requestSubmit(event.submitter))
  })
}

// Keys: Escape twice hides, Ctrl+Enter saves; / and g h can be switched off on the guide page
let before = { key: '', at: 0 }
document.addEventListener('keydown', (event) => {
  const last = Date.now() - before.at < 1000 ? before.key : ''
  before = { key: event.key, at: Date.now() }
  if (event.key === 'Escape' && last === 'Escape') return (find('[data-app-hide]') || find('[data-app-leave]'))?.click()
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return event.target.form?.querySelector('button:not([type=button])')?.click()
  if (event.ctrlKey || event.metaKey || event.altKey || kept.get('keys') === 'off' || find('.app-cover')) return
  if (event.target.closest('input, textarea, select, [contenteditable]')) return
  if (event.key === 'h' && last === 'g') location.assign(find('.app-header__name').href)
  if (event.key === '/') {
    const box = find('input[type=search]')
    const link = find('nav a[href^="/search"]')
    if (box || link) event.preventDefault()
    if (box) box.focus(); else link?.click()
  }
})
const off = find('[data-app-keys-off]')
if (off) {
  off.checked = kept.get('keys') === 'off'
  off.addEventListener('change', () => kept.set('keys', off.checked ? 'off' : 'on'))
}
