// What is held of the e-mails to a person: a part of data-request-parts.ts.
import { SKIP_LABELS } from '#app/campaigns/send/skip-words.ts'
import { BOUNCE_KINDS } from '#app/members/bounces/bounce-words.ts'
import type { BounceKind } from '#app/members/bounces/bounces.server.ts'
import { OPT_OUT_LABELS } from '#app/tracking/pages/opt-out-reasons.ts'
import { CLIENT, DEVICE, EVENT, EVENT_LABELS, EVENT_NAMES, VERDICT } from '#app/tracking/events.ts'
import { CLIENT_WORDS, DEVICE_WORDS } from '#app/tracking/judge/agent-words.ts'
import { BOUNCE_CAUSE, BOUNCE_CAUSE_LABELS } from '#app/tracking/provider/bounce-cause.ts'
import { PROVIDER, PROVIDER_LABELS } from '#app/tracking/provider/providers.ts'
import { CAMPAIGN, coded, fromWords, type DocumentPart, plain, technical } from './data-request-part.ts'

/** Codes of campaign_people.type. */
const COUNTED = { ...EVENT, openedAtAll: -EVENT.opened, clickedAtAll: -EVENT.clicked }

const VERDICT_COLUMN = coded('Seen as', VERDICT, {
  none: null,
  human: 'A person',
  proxy: 'An email app that loads images',
  machine: 'A machine',
})

const AGENT = {
  device: coded('Device', DEVICE, DEVICE_WORDS),
  client: coded('Email app', CLIENT, CLIENT_WORDS),
}

const EVENT_COLUMN = coded('What', EVENT, Object.fromEntries(EVENT_NAMES.map((name) => [name, EVENT_LABELS[name]])))

export const MAIL_PARTS: DocumentPart[] = [
  {
    name: 'bounces_and_complaints',
    title: 'Bounces and complaints',
    about: 'Bounced emails and complaints, with the mail server’s response.',
    table: 'bounces',
    finder: 'number',
    order: ['occurred_at', 'bounce_id'],
    heading: 'kind',
    columns: {
      kind: { label: 'What', words: (code) => BOUNCE_KINDS[code as BounceKind] },
      occurred_at: plain('When'),
      bounce_type: plain('Type'),
      sub_type: plain('Reason'),
      diagnostic: plain('Mail server response'),
      ...CAMPAIGN,
      feedback_id: technical('Report number'),
      cleared_at: plain('Cleared'),
      cleared_by: plain('Cleared by'),
    },
  },
  {
    name: 'campaigns',
    title: 'Campaigns',
    about: 'Every campaign they were selected for, and what happened to their email.',
    table: 'recipients',
    finder: 'number',
    order: ['mailing_id', 'send_no'],
    heading: 'campaign',
    columns: {
      ...CAMPAIGN,
      state: fromWords('Outcome', {
        queued: 'Waiting',
        sending: 'Being sent',
        sent: 'Sent',
        failed: 'Couldn’t be sent',
        skipped: 'Not sent',
        unconfirmed: 'Possibly sent',
      }),
      skip_reason: fromWords('Reason not sent', SKIP_LABELS),
      after_mailing: technical('Number of the email before'),
      frozen_at: plain('Selected as a recipient'),
      settled_at: plain('Sent or given up'),
      message_id: technical('Email number'),
      error: plain('Error'),
      provider: coded('Email provider', PROVIDER, { ...PROVIDER_LABELS, unknown: null }),
      bounce_cause: coded('Why it bounced', BOUNCE_CAUSE, BOUNCE_CAUSE_LABELS),
      send_no: technical('Number of their copy'),
      attempt: technical('Attempts'),
      untracked: { label: 'Sent without tracking, by their choice', words: (is) => (is === 'true' ? 'Yes' : null) },
    },
  },
  {
    name: 'reactions',
    title: 'Deliveries, opens and clicks',
    about: 'What happened to each email. For opens and clicks, the device type and email app are stored.',
    table: 'mail_events',
    finder: 'mailing',
    order: ['mailing_id', 'send_no', 'created_at', 'type', 'link_no'],
    heading: 'type',
    columns: {
      type: EVENT_COLUMN,
      ...CAMPAIGN,
      send_no: technical('Number of their copy'),
      link: plain('Link'),
      link_no: technical('Link number'),
      created_at: plain('First time'),
      hits: plain('Times'),
      machine_hits: { label: 'Times by a machine', words: (count) => (count === '0' ? null : count) },
      seen_hits: technical('Times that somebody looked'),
      verdict: VERDICT_COLUMN,
      ...AGENT,
    },
  },
  {
    name: 'hits',
    title: 'Each open and click',
    about: 'When each was, with what program, and from which part of the internet.',
    table: 'hit_log',
    finder: 'number',
    order: ['hit_at', 'type', 'link_no'],
    heading: 'type',
    columns: {
      type: EVENT_COLUMN,
      ...CAMPAIGN,
      hit_at: plain('When'),
      link: plain('Link'),
      link_no: technical('Link number'),
      verdict: VERDICT_COLUMN,
      agent: plain('Program'),
      agent_no: technical('Number of the program'),
      referrer: plain('From the page of'),
      prefix: plain('First part of the address'),
      send_no: technical('Number of their copy'),
      reason: technical('Number of the reason for what it was seen as'),
      rules: technical('Version of the rules'),
      burst: technical('Recipients reached from there at the time'),
    },
  },
  {
    name: 'addresses',
    title: 'Internet addresses',
    about: 'Full addresses of opens and clicks, kept for 30 days at the longest.',
    table: 'hit_addresses',
    finder: 'numbers',
    order: ['folded_at', 'folder'],
    columns: { folded_at: plain('When'), addresses: plain('Addresses') },
  },
  {
    name: 'engagement',
    title: 'Engagement',
    about: 'How often and when they got, opened and clicked emails, as a sum.',
    table: 'member_engagement',
    finder: 'number',
    order: [],
    columns: {
      receipts: plain('Emails'),
      opens: plain('Opened'),
      clicks: plain('Clicked'),
      last_receipt_at: plain('Last email'),
      last_open_at: plain('Last open'),
      last_click_at: plain('Last click'),
      ...AGENT,
      receipt_days: technical('Days of the last emails, since 2020'),
      open_days: technical('Days of the last opens, since 2020'),
      click_days: technical('Days of the last clicks, since 2020'),
      level: technical('Level'),
      weight: technical('Weight'),
    },
  },
  {
    name: 'replies',
    title: 'Replies',
    about:
      'Replies from the last two days, and older ones that couldn’t be forwarded yet (five days at most). Their text is stored only until the store has them.',
    table: 'reply_forwards',
    finder: 'number',
    order: ['received_at', 'message_hash'],
    heading: 'campaign',
    columns: {
      ...CAMPAIGN,
      received_at: plain('Received'),
      raw: { label: 'Text, while on its way', isText: true },
      send_no: technical('Number of their copy'),
      attempts: technical('Attempts'),
      error: plain('Error'),
    },
  },
  {
    name: 'reasons_for_leaving',
    title: 'Why they unsubscribed',
    about: 'What they chose on the page after unsubscribing, if they chose something.',
    table: 'opt_out_reasons',
    finder: 'number',
    order: ['said_at', 'mailing_id'],
    heading: 'reason',
    columns: {
      reason: fromWords('Reason', OPT_OUT_LABELS),
      ...CAMPAIGN,
      said_at: plain('When'),
    },
  },
  {
    name: 'counted_in_campaigns',
    title: 'Counted in campaigns',
    about: 'As whom a campaign of several mailings counts them, so that they are counted once.',
    table: 'campaign_people',
    finder: 'number',
    order: ['campaign_id', 'type'],
    heading: 'type',
    columns: {
      type: coded('What', COUNTED, {
        ...EVENT_LABELS,
        openedAtAll: 'Opened, by themselves or a machine',
        clickedAtAll: 'Clicked, by themselves or a machine',
      }),
      campaign: plain('Campaign'),
      campaign_id: technical('Number of the campaign'),
    },
  },
]
