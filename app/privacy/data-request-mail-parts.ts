// What is held of the e-mails to a person: a part of data-request-parts.ts.
import { SKIP_LABELS } from '#app/campaigns/send/skip-words.ts'
import { BOUNCE_KINDS } from '#app/members/bounces/bounce-words.ts'
import type { BounceKind } from '#app/members/bounces/bounces.server.ts'
import { OPT_OUT_LABELS } from '#app/tracking/pages/opt-out-reasons.ts'
import { CLIENT, DEVICE, EVENT, EVENT_LABELS, EVENT_NAMES, VERDICT } from '#app/tracking/events.ts'
import { CAMPAIGN, coded, fromWords, type Part, plain, technical } from './data-request-part.ts'

/** Codes of campaign_people.type. */
const COUNTED = { ...EVENT, openedAtAll: -EVENT.opened, clickedAtAll: -EVENT.clicked }

export const MAIL_PARTS: Part[] = [
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
      frozen_at: plain('Selected as a recipient'),
      settled_at: plain('Sent or given up'),
      message_id: technical('Email number'),
      error: plain('Error'),
      send_no: technical('Number of their copy'),
      attempt: technical('Attempts'),
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
      type: coded('What', EVENT, Object.fromEntries(EVENT_NAMES.map((name) => [name, EVENT_LABELS[name]]))),
      ...CAMPAIGN,
      send_no: technical('Number of their copy'),
      link: plain('Link'),
      link_no: technical('Link number'),
      created_at: plain('First time'),
      hits: plain('Times'),
      machine_hits: { label: 'Times by a machine', words: (count) => (count === '0' ? null : count) },
      verdict: coded('Seen as', VERDICT, {
        none: null,
        human: 'A person',
        proxy: 'An email app that loads images',
        machine: 'A machine',
      }),
      device: coded('Device', DEVICE, { unknown: null, desktop: 'Computer', mobile: 'Phone', tablet: 'Tablet' }),
      client: coded('Email app', CLIENT, {
        unknown: null,
        gmail: 'Gmail',
        outlook: 'Outlook',
        appleMail: 'Apple Mail',
        yahoo: 'Yahoo',
        thunderbird: 'Thunderbird',
        browser: 'A browser',
      }),
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
