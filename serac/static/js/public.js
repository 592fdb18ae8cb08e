// Small comforts of the open form; every page works without this file. Nothing is kept on the device.
const find = (what) => document.querySelector(what)
const leave = () => location.replace(find('[data-app-leave]').href) // so that Back does not come here
find('[data-app-leave]')?.addEventListener('click', (event) => { event.preventDefault(); leave() })
let last = 0
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') { last = 0; return }
  if (Date.now() - last < 1000) leave()
  last = Date.now()
})
// A second press of a button while the first is on its way does nothing
document.addEventListener('submit', (event) => {
  if (event.target.dataset.sent) return event.preventDefault()
  event.target.dataset.sent = 'yes'
  setTimeout(() => { delete event.target.dataset.sent }, 4000)
})
addEventListener('pageshow', () => document.querySelectorAll('form').forEach((form) => { delete form.dataset.sent }))
find('.govuk-error-summary')?.setAttribute('tabindex', '-1')
find('.govuk-error-summary')?.focus()
const skip = find('.govuk-skip-link')
skip?.addEventListener('click', () => { const main = find('#main-content'); main.tabIndex = -1; main.focus() })
skip?.setAttribute('data-govuk-skip-link-init', '')
