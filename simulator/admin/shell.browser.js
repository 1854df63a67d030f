// The simulated Admin's side of App Bridge: answers the app in the frame, shows its menu, toasts and save bar.
;(() => {
  const menuButton = document.querySelector('[data-menu-button]')
  menuButton?.addEventListener('click', () => {
    const open = document.body.classList.toggle('menu-open')
    menuButton.setAttribute('aria-expanded', String(open))
  })
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !document.body.classList.contains('menu-open')) return
    document.body.classList.remove('menu-open')
    menuButton?.setAttribute('aria-expanded', 'false')
    menuButton?.focus()
  })

  const frame = document.querySelector('iframe[data-app-frame]')
  if (!frame) return
  const { app: appOrigin, shop, base } = frame.dataset
  const menu = document.querySelector('[data-app-menu]')
  const toasts = document.querySelector('[data-toasts]')
  const bar = document.querySelector('[data-save-bar]')
  const leave = document.querySelector('dialog[data-leave]')
  const progress = document.querySelector('[data-progress]')
  let path = new URL(frame.dataset.src).pathname
  let links = []

  const tell = (message) => frame.contentWindow.postMessage({ simulatedAdmin: true, ...message }, appOrigin)

  function showMenu() {
    const under = (href) => path === href || path.startsWith(`${href}/`)
    const shown = links.filter(({ home }) => !home)
    const [current] = shown
      .filter(({ href }) => under(href.split('?')[0]))
      .toSorted((one, other) => other.href.length - one.href.length)
    menu.replaceChildren(
      ...shown.map(({ label, href }) => {
        const item = document.createElement('li')
        const link = Object.assign(document.createElement('a'), { href: base + href, textContent: label })
        if (href === current?.href) link.setAttribute('aria-current', 'page')
        link.addEventListener('click', (event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return
          event.preventDefault()
          void go(href)
        })
        item.append(link)
        return item
      }),
    )
  }

  async function go(href) {
    if (!bar.hidden && !(await confirmLeave())) return
    document.body.classList.remove('menu-open')
    menuButton?.setAttribute('aria-expanded', 'false')
    tell({ type: 'navigate', href })
  }

  function confirmLeave() {
    leave.returnValue = ''
    leave.showModal()
    return new Promise((resolve) => {
      leave.addEventListener('close', () => resolve(leave.returnValue === 'leave'), { once: true })
    })
  }

  document.querySelector('[data-app-home]')?.addEventListener('click', (event) => {
    const home = links.find((link) => link.home)
    if (!home || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    void go(home.href)
  })

  function showToast({ id, message, isError, duration, action }) {
    const toast = document.createElement('div')
    toast.className = isError ? 'toast error' : 'toast'
    toast.id = id
    toast.append(message)
    const close = Object.assign(document.createElement('button'), { type: 'button', textContent: '×' })
    close.setAttribute('aria-label', 'Dismiss')
    close.addEventListener('click', () => toast.remove())
    if (action) {
      const act = Object.assign(document.createElement('button'), { type: 'button', textContent: action })
      act.addEventListener('click', () => {
        tell({ type: 'toast-action', id })
        toast.remove()
      })
      toast.append(act)
    }
    toast.append(close)
    toasts.append(toast)
    setTimeout(() => toast.remove(), duration)
  }

  function showSaveBar({ visible, save, discard }) {
    bar.hidden = !visible
    if (!visible) return
    for (const [kind, state] of [
      ['save', save],
      ['discard', discard],
    ]) {
      const button = bar.querySelector(`[data-kind=${kind}]`)
      button.textContent = state.loading ? 'Saving…' : state.label
      button.disabled = state.disabled || state.loading
    }
  }
  for (const button of bar.querySelectorAll('[data-kind]')) {
    button.addEventListener('click', () => tell({ type: 'save-bar', kind: button.dataset.kind }))
  }

  function open(url) {
    const admin = /^shopify:(?:\/\/)?admin\/?(.*)$/.exec(url)
    if (!admin) return location.assign(url)
    const [, id] = /^customers\/(\d+)/.exec(admin[1]) ?? []
    return location.assign(
      id ? `/store/${shop.split('.')[0]}/customers/${id}` : `/store/${shop.split('.')[0]}/${admin[1]}`,
    )
  }

  const scopesDialog = document.querySelector('dialog[data-scopes]')
  const pickerDialog = document.querySelector('dialog[data-picker]')

  const call = async (path, init) => (await fetch(`${path}?shop=${encodeURIComponent(shop)}`, init)).json()
  const answer = (id, value) => tell({ type: 'answer', id, value })

  /** Shows a dialog and gives the value of the button that closed it. */
  function show(dialog) {
    dialog.returnValue = ''
    dialog.showModal()
    return new Promise((resolve) => {
      dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true })
    })
  }

  async function requestScopes({ id, scopes }) {
    const before = await call('/_shell/scopes')
    if (scopes.every((scope) => before.granted.includes(scope)))
      return answer(id, { result: 'granted-all', detail: before })
    const items = scopes.map((scope) => Object.assign(document.createElement('li'), { textContent: scope }))
    scopesDialog.querySelector('[data-scopes-list]').replaceChildren(...items)
    if ((await show(scopesDialog)) !== 'grant') return answer(id, { result: 'declined-all', detail: before })
    const body = JSON.stringify({ scopes })
    const headers = { 'content-type': 'application/json' }
    answer(id, { result: 'granted-all', detail: await call('/_shell/scopes', { method: 'POST', headers, body }) })
  }

  // Shopify's picker shows what is archived or a draft only where the app asks for it.
  async function pick({ id, kind, multiple, selected }) {
    const { products, collections } = await call('/_control/products')
    const type = kind === 'collection' ? 'Collection' : 'Product'
    const all = kind === 'collection' ? collections : products.filter(({ status }) => status === 'ACTIVE')
    const gid = (each) => `gid://shopify/${type}/${each.id}`
    const rows = all.map((each) => {
      const label = document.createElement('label')
      const box = Object.assign(document.createElement('input'), {
        type: multiple ? 'checkbox' : 'radio',
        name: 'picked',
      })
      box.value = gid(each)
      box.checked = selected.includes(box.value)
      label.append(box, ` ${each.title}`)
      return label
    })
    pickerDialog.querySelector('[data-picker-title]').textContent =
      kind === 'collection' ? 'Add collection' : 'Add products'
    pickerDialog.querySelector('[data-picker-list]').replaceChildren(...rows)
    const isDone = (await show(pickerDialog)) === 'select'
    const picked = new Set([...pickerDialog.querySelectorAll('input:checked')].map(({ value }) => value))
    const chosen = all.filter((each) => picked.has(gid(each))).map((each) => ({ ...each, id: gid(each) }))
    answer(id, isDone ? chosen.slice(0, multiple === true ? undefined : multiple || 1) : undefined)
  }

  const answers = {
    scopes: async ({ id }) => answer(id, await call('/_shell/scopes')),
    'request-scopes': requestScopes,
    pick,
    async 'id-token'({ id }) {
      const response = await fetch(`/_shell/id-token?shop=${encodeURIComponent(shop)}`)
      tell({ type: 'answer', id, value: (await response.json()).token })
    },
    path(message) {
      path = message.path.split(/[?#]/)[0]
      if (message.title) document.title = `${message.title} · ${shop} · Simulator`
      history.replaceState(null, '', base + message.path)
      showMenu()
    },
    menu(message) {
      links = message.links.filter(({ href }) => href.startsWith('/'))
      showMenu()
    },
    toast: showToast,
    'toast-hide': ({ id }) => document.getElementById(id)?.remove(),
    'save-bar': showSaveBar,
    open: ({ url }) => open(url),
    loading: ({ on }) => {
      progress.hidden = !on
    },
    async leave({ id }) {
      if (await confirmLeave()) tell({ type: 'answer', id })
    },
  }

  addEventListener('message', (event) => {
    if (event.origin !== appOrigin || event.source !== frame.contentWindow || !event.data?.appBridge) return
    void answers[event.data.type]?.(event.data)
  })
  // Only now, so that nothing the app says at its start is missed.
  frame.src = frame.dataset.src
})()
