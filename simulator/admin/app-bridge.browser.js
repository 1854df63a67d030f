// A stand-in for Shopify's App Bridge: what the app's page in the frame and the simulated Admin around it tell each
// other. It gives the app tokens, toasts, the save bar, the navigation menu and the address bar.
;(() => {
  const script = document.currentScript
  const adminOrigin = new URL(script.src).origin
  const embedded = window.top !== window.self
  const query = new URLSearchParams(location.search)
  const nativeFetch = window.fetch.bind(window)
  const nativeOpen = window.open.bind(window)
  const TOKEN_REUSE_MS = 30_000

  function remembered(name) {
    const given = query.get(name)
    if (given) sessionStorage.setItem(`app-bridge-${name}`, given)
    return given ?? sessionStorage.getItem(`app-bridge-${name}`) ?? ''
  }

  const config = {
    apiKey: script.dataset.apiKey ?? document.querySelector('meta[name="shopify-api-key"]')?.content ?? '',
    shop: remembered('shop'),
    host: remembered('host'),
    locale: remembered('locale') || 'en',
  }

  const tell = (message) => embedded && window.parent.postMessage({ appBridge: true, ...message }, adminOrigin)

  const waiting = new Map()
  let asked = 0
  function ask(type, details = {}) {
    asked += 1
    const id = asked
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      tell({ type, id, ...details })
    })
  }

  let token = null
  function idToken({ fresh = false } = {}) {
    if (!embedded) return Promise.reject(new Error('App Bridge: not inside Shopify Admin'))
    if (!fresh && token && Date.now() - token.at < TOKEN_REUSE_MS) return token.promise
    token = { at: Date.now(), promise: ask('id-token') }
    return token.promise
  }

  // (a) The bounce page: come back with a token.
  const reload = query.get('shopify-reload')
  if (reload && embedded) void comeBack(new URL(reload, location.href))

  async function comeBack(target) {
    target.searchParams.set('id_token', await idToken())
    location.replace(target)
  }

  // (b) Requests to the app carry a token; one refused for its token is made once more with a new one.
  async function withToken(request, fresh) {
    const copy = new Request(request.clone())
    if (!copy.headers.has('authorization')) copy.headers.set('Authorization', `Bearer ${await idToken({ fresh })}`)
    copy.headers.set('X-Requested-With', 'XMLHttpRequest')
    copy.headers.set('Accept-Language', config.locale)
    return nativeFetch(copy)
  }

  window.fetch = async (input, init) => {
    const request = new Request(input, init)
    if (!embedded || new URL(request.url).origin !== location.origin) return nativeFetch(input, init)
    const response = await withToken(request, false)
    const retry = response.status === 401 && response.headers.has('X-Shopify-Retry-Invalid-Session-Request')
    return retry ? withToken(request, true) : response
  }

  window.open = (url, target, features) => {
    const address = String(url ?? '')
    const isAdmin = /^shopify:(\/\/)?admin/.test(address)
    if (embedded && (isAdmin || ['_top', '_parent'].includes(target ?? ''))) {
      tell({ type: 'open', url: isAdmin ? address : new URL(address, location.href).href })
      return null
    }
    return nativeOpen(url, target, features)
  }

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null
    const href = link?.getAttribute('href') ?? ''
    if (!href.startsWith('shopify:')) return
    event.preventDefault()
    window.open(href, '_top')
  })

  // The address bar and the title of Admin follow the app.
  const FRAME_ONLY = ['embedded', 'hmac', 'host', 'id_token', 'locale', 'session', 'shop', 'timestamp']
  function tellPath() {
    const url = new URL(location.href)
    for (const name of FRAME_ONLY) url.searchParams.delete(name)
    if (!reload) tell({ type: 'path', path: url.pathname + url.search + url.hash, title: document.title })
  }
  for (const name of ['pushState', 'replaceState']) {
    const native = history[name].bind(history)
    history[name] = (...given) => {
      native(...given)
      tellPath()
    }
  }
  addEventListener('popstate', tellPath)

  // The menu: its links show in Admin, a click there comes back as an event on the link.
  function tellMenu() {
    const menu = document.querySelector('ui-nav-menu, s-app-nav')
    if (!menu) return
    const links = [...menu.querySelectorAll('a[href], s-link[href]')].map((link) => ({
      label: link.textContent.trim(),
      href: link.getAttribute('href'),
      home: link.getAttribute('rel') === 'home',
    }))
    tell({ type: 'menu', links })
  }
  function follow(href) {
    const links = [...document.querySelectorAll('ui-nav-menu [href], s-app-nav [href]')]
    const link = links.find((other) => other.getAttribute('href') === href)
    const target = link ?? Object.assign(document.createElement('a'), { href })
    if (!link) {
      target.setAttribute('href', href)
      target.hidden = true
      document.body.append(target)
    }
    target.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true, composed: true }))
    if (!link) target.remove()
  }

  // The save bar: one at a time, of an element or of a form that asks for it.
  let saveBar = null
  function showSaveBar(bar) {
    saveBar = bar
    tell({ type: 'save-bar', visible: true, save: bar.describe('save'), discard: bar.describe('discard') })
  }
  function hideSaveBar(owner) {
    if (!saveBar || (owner && saveBar.owner !== owner)) return
    saveBar = null
    tell({ type: 'save-bar', visible: false })
  }

  class SaveBarElement extends HTMLElement {
    connectedCallback() {
      this.hidden = true
      this.watcher = new MutationObserver(() => {
        if (this.showing) void this.show()
      })
      this.watcher.observe(this, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeFilter: ['disabled', 'loading'],
      })
    }
    disconnectedCallback() {
      this.watcher.disconnect()
      void this.hide()
    }
    get showing() {
      return saveBar?.owner === this
    }
    button(kind) {
      const buttons = [...this.querySelectorAll('button')]
      return buttons.find((button) => (button.getAttribute('variant') === 'primary') === (kind === 'save'))
    }
    show() {
      const isNew = !this.showing
      showSaveBar({
        owner: this,
        act: (kind) => this.button(kind)?.click(),
        describe: (kind) => ({
          label: this.button(kind)?.textContent.trim() || (kind === 'save' ? 'Save' : 'Discard'),
          disabled: this.button(kind)?.hasAttribute('disabled') ?? false,
          loading: ['', 'true'].includes(this.button(kind)?.getAttribute('loading') ?? 'false'),
        }),
      })
      if (isNew) this.dispatchEvent(new Event('show'))
      return Promise.resolve()
    }
    hide() {
      if (this.showing) {
        hideSaveBar(this)
        this.dispatchEvent(new Event('hide'))
      }
      return Promise.resolve()
    }
    toggle() {
      return this.showing ? this.hide() : this.show()
    }
  }

  function watchForm(event) {
    const form = event.target instanceof Element ? event.target.closest('form[data-save-bar]') : null
    if (!form || saveBar?.owner === form) return
    showSaveBar({
      owner: form,
      act: (kind) => (kind === 'save' ? form.requestSubmit() : form.reset()),
      describe: (kind) => ({ label: kind === 'save' ? 'Save' : 'Discard', disabled: false, loading: false }),
    })
  }
  for (const name of ['input', 'change']) document.addEventListener(name, watchForm)
  for (const name of ['submit', 'reset']) document.addEventListener(name, (event) => hideSaveBar(event.target))

  class ModalElement extends HTMLElement {
    connectedCallback() {
      this.hidden = true
      this.setAttribute('role', 'dialog')
      this.setAttribute('aria-modal', 'true')
      const title = this.querySelector('ui-title-bar')?.getAttribute('title')
      if (title) this.setAttribute('aria-label', title)
    }
    get content() {
      this.inside ??= this.appendChild(document.createElement('div'))
      return this.inside
    }
    show() {
      this.hidden = false
      this.style.cssText = 'position:fixed;inset:0;z-index:1000;display:grid;place-items:center;background:#0008'
      this.content.style.cssText =
        'background:#fff;border-radius:12px;padding:16px;max-width:min(620px,92vw);max-height:80vh;overflow:auto'
      this.dispatchEvent(new Event('show'))
      return Promise.resolve()
    }
    hide() {
      if (this.hidden) return Promise.resolve()
      this.hidden = true
      this.style.cssText = ''
      this.dispatchEvent(new Event('hide'))
      return Promise.resolve()
    }
    toggle() {
      return this.hidden ? this.show() : this.hide()
    }
  }

  class InertElement extends HTMLElement {
    connectedCallback() {
      this.hidden = true
    }
  }

  class MenuElement extends InertElement {
    connectedCallback() {
      super.connectedCallback()
      tellMenu()
      this.watcher = new MutationObserver(tellMenu)
      this.watcher.observe(this, { subtree: true, childList: true, attributes: true, characterData: true })
    }
    disconnectedCallback() {
      this.watcher.disconnect()
    }
  }

  for (const [name, element] of [
    ['ui-save-bar', SaveBarElement],
    ['ui-modal', ModalElement],
    ['ui-title-bar', InertElement],
    ['ui-nav-menu', MenuElement],
    ['s-app-nav', class extends MenuElement {}],
  ]) {
    if (!customElements.get(name)) customElements.define(name, element)
  }

  const byId = (id) => document.getElementById(id)
  const byName = {
    show: async (id) => byId(id)?.show(),
    hide: async (id) => byId(id)?.hide(),
    toggle: async (id) => byId(id)?.toggle(),
  }
  const toastActions = new Map()
  window.shopify = {
    config,
    origin: adminOrigin,
    environment: { embedded, mobile: false, pos: false },
    ready: Promise.resolve(),
    idToken: () => idToken(),
    loading: (on = true) => tell({ type: 'loading', on: Boolean(on) }),
    user: () => Promise.resolve({ accountAccess: 'Full access' }),
    toast: {
      show(message, { isError = false, duration = 5000, action, onAction } = {}) {
        const id = `toast-${toastActions.size + 1}`
        toastActions.set(id, action && onAction)
        tell({ type: 'toast', id, message: String(message), isError, duration, action })
        return id
      },
      hide: (id) => tell({ type: 'toast-hide', id }),
    },
    saveBar: { ...byName, leaveConfirmation: () => (saveBar ? ask('leave') : Promise.resolve()) },
    modal: byName,
    scopes: {
      query: () => ask('scopes'),
      request: (scopes) => ask('request-scopes', { scopes }),
      revoke: () => Promise.resolve({ detail: { granted: [], required: [], optional: [] } }),
    },
    app: { extensions: () => Promise.resolve([]) },
    resourcePicker: ({ type, multiple = false, selectionIds = [] }) =>
      ask('pick', { kind: type, multiple, selected: selectionIds.map(({ id }) => id) }),
    webVitals: { onReport: () => undefined },
  }

  addEventListener('message', (event) => {
    if (event.origin !== adminOrigin || event.source !== window.parent || !event.data?.simulatedAdmin) return
    const { type, id, value, href, kind } = event.data
    if (type === 'answer') {
      waiting.get(id)?.(value)
      waiting.delete(id)
    }
    if (type === 'navigate') follow(href)
    if (type === 'save-bar') saveBar?.act(kind)
    if (type === 'toast-action') toastActions.get(id)?.()
  })

  function start() {
    tellPath()
    tellMenu()
    new MutationObserver(tellPath).observe(document.head, { childList: true, subtree: true, characterData: true })
    if (!embedded && !reload) {
      const note = document.createElement('p')
      note.style.cssText = 'margin:0;padding:12px 16px;background:#fff1e3;color:#4f2700;font:14px/1.4 sans-serif'
      const link = Object.assign(document.createElement('a'), {
        href: adminOrigin,
        textContent: 'Open it inside Shopify Admin',
      })
      note.append('This page belongs inside Shopify Admin. ', link)
      document.body.prepend(note)
    }
  }
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start)
  else start()
})()
