// Saves a draft while it is written: a moment after the last change, one save at a time, the newest words last. What somebody
// else has saved meanwhile is never overwritten without a person's word.
import type { CampaignDraft } from '../draft.ts'

export type Kept = { draft: CampaignDraft; version: number }

/** What the server answers to a save. */
export type Posted =
  | { kind: 'saved'; version: number }
  | { kind: 'changed'; other: Kept }
  /** Nothing is saved until something else is typed. */
  | { kind: 'refused'; why: string }

export type SaveState =
  | { kind: 'saved' }
  | { kind: 'saving' }
  | { kind: 'failed'; why: string }
  /** Saved by another tab or person: what is typed here waits. */
  | { kind: 'changed'; other: Kept }

export type Seams = {
  /** Throws when no answer came. */
  post: (kept: Kept) => Promise<Posted>
  /** Whether two drafts say something else. */
  differ: (one: CampaignDraft, other: CampaignDraft) => boolean
  onState: (state: SaveState) => void
  pauseMs?: number
  retryMs?: number
}

const PAUSE_MS = 800
const RETRY_MS = 5_000
const NO_ANSWER = 'Glancito can’t be reached. It’s tried again every few seconds.'

export class DraftSaver {
  readonly #seams: Required<Seams>
  #kept: Kept
  #typed: CampaignDraft
  #state: SaveState = { kind: 'saved' }
  #timer: ReturnType<typeof setTimeout> | undefined
  #saving: Promise<void> | null = null

  constructor(kept: Kept, seams: Seams) {
    this.#kept = kept
    this.#typed = kept.draft
    this.#seams = { pauseMs: PAUSE_MS, retryMs: RETRY_MS, ...seams }
  }

  /** What the server holds, as far as is known here. */
  get kept(): Kept {
    return this.#kept
  }

  get state(): SaveState {
    return this.#state
  }

  get hasUnsaved(): boolean {
    return this.#seams.differ(this.#typed, this.#kept.draft)
  }

  type(draft: CampaignDraft): void {
    this.#typed = draft
    // What another tab has saved is settled by a person first.
    if (this.#state.kind === 'changed') return
    if (!this.hasUnsaved) {
      clearTimeout(this.#timer)
      if (!this.#saving) this.#become({ kind: 'saved' })
      return
    }
    this.#become({ kind: 'saving' })
    this.#later(this.#seams.pauseMs)
  }

  /** Saves at once what is not saved, and waits until nothing is under way. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#saving
    if (this.#state.kind !== 'changed' && this.hasUnsaved) await this.#save()
  }

  /** Another action has saved the draft, or found that somebody else had. */
  note(posted: Posted, draft: CampaignDraft): void {
    clearTimeout(this.#timer)
    this.#take(posted, draft)
  }

  /** Goes on from what the other has saved; what was typed here is gone. */
  takeOther(): CampaignDraft | null {
    if (this.#state.kind !== 'changed') return null
    this.#kept = this.#state.other
    this.#typed = this.#kept.draft
    this.#become({ kind: 'saved' })
    return this.#kept.draft
  }

  /** Saves what is typed here over what the other has saved. */
  keepMine(): void {
    if (this.#state.kind !== 'changed') return
    this.#kept = this.#state.other
    this.#become({ kind: this.hasUnsaved ? 'saving' : 'saved' })
    void this.flush()
  }

  #later(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), ms)
  }

  async #save(): Promise<void> {
    // Two that flush at the same moment save once.
    this.#saving ??= this.#post().finally(() => (this.#saving = null))
    await this.#saving
  }

  async #post(): Promise<void> {
    const draft = this.#typed
    // One that failed says so until it has not.
    if (this.#state.kind !== 'failed') this.#become({ kind: 'saving' })
    try {
      this.#take(await this.#seams.post({ draft, version: this.#kept.version }), draft)
    } catch {
      this.#become({ kind: 'failed', why: NO_ANSWER })
      this.#later(this.#seams.retryMs)
    }
  }

  #take(posted: Posted, draft: CampaignDraft): void {
    switch (posted.kind) {
      case 'saved':
        this.#kept = { draft, version: posted.version }
        this.#become({ kind: this.hasUnsaved ? 'saving' : 'saved' })
        if (this.hasUnsaved) this.#later(this.#seams.pauseMs)
        return
      case 'changed':
        return this.#become(posted)
      case 'refused':
        return this.#become({ kind: 'failed', why: posted.why })
    }
  }

  #become(state: SaveState): void {
    if (state.kind === 'saved' && this.#state.kind === 'saved') return
    this.#state = state
    this.#seams.onState(state)
  }
}
