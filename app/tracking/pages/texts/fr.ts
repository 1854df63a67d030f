import type { Texts } from './en.ts'

// French sets a thin space that does not break before ? and : (\u202f).
export const fr: Texts = {
  doneTitle: 'Désabonnement confirmé',
  doneEmail:
    'Vous ne recevrez plus d’e-mails promotionnels de {shop}. Les messages sur vos commandes continueront d’arriver.',
  doneBoth:
    'Vous ne recevrez plus d’e-mails ni de SMS promotionnels de {shop}. Les messages sur vos commandes continueront d’arriver.',
  undo: 'Annuler\u202f: continuer à les recevoir',
  askTitle: 'Se désabonner\u202f?',
  askText: 'Vous ne recevrez plus d’e-mails promotionnels de {shop}.',
  unsubscribe: 'Se désabonner',
  backTitle: 'Ravis de vous garder parmi nous',
  backText: 'Vous continuerez à recevoir les e-mails de {shop}.',
  unchangedTitle: 'Rien n’a été modifié',
  unchangedText:
    'Votre choix a peut-être été modifié ailleurs entre-temps\u202f; dans ce cas, c’est celui-là qui compte. Vous pouvez vous réabonner à tout moment dans la boutique.',
  fewerTitle: 'Et si vous faisiez une pause\u202f?',
  fewerText: 'Aucun e-mail pendant quelque temps, puis l’envoi reprend automatiquement.',
  pause30: 'Pause de 30 jours',
  pause90: 'Pause de 90 jours',
  pausedTitle: 'Bonne pause',
  pausedText:
    'Vous ne recevrez aucun e-mail promotionnel de {shop} jusqu’au {date}. Ensuite, l’envoi reprendra automatiquement.',
  endPause: 'Mettre fin à la pause',
  whyTitle: 'Pouvez-vous nous dire pourquoi\u202f?',
  whyHint: 'Seulement si vous le souhaitez. Votre désabonnement est déjà fait.',
  tooMany: 'Trop d’e-mails',
  notRelevant: 'Les e-mails ne me concernaient pas',
  notInterested: 'La boutique ne m’intéresse plus',
  neverSignedUp: 'Je n’ai jamais demandé ces e-mails',
  other: 'Une autre raison',
  send: 'Envoyer',
  thanksTitle: 'Merci',
  thanksText: 'Votre réponse aide {shop} à s’améliorer.',
  preferencesTitle: 'Vos préférences',
  preferencesText: 'Choisissez ce que {shop} peut vous envoyer.',
  saved: 'Votre choix est enregistré.',
  emailName: 'E-mails',
  smsName: 'SMS',
  isOn: 'Abonnement actif.',
  isOff: 'Pas d’abonnement.',
  isPaused: 'En pause jusqu’au {date}.',
  stopEmail: 'Ne plus recevoir d’e-mails',
  stopSms: 'Ne plus recevoir de SMS',
  startEmail: 'Recevoir à nouveau les e-mails',
  startSms: 'Recevoir à nouveau les SMS',
  inStore: 'Vous pouvez vous réabonner à tout moment dans la boutique.',
  toPreferences: 'Toutes les préférences',
  toStore: 'Visiter {shop}',
  invalidTitle: 'Ce lien n’est pas valide',
  invalidOptOut:
    'Il a peut-être été coupé. Utilisez le lien de désabonnement dans l’e-mail lui-même, ou répondez à l’e-mail.',
  invalidLink: 'Il a peut-être été coupé ou modifié. Essayez de l’ouvrir à nouveau depuis l’e-mail.',
  laterTitle: 'Veuillez réessayer dans une minute',
  laterText:
    'Votre choix n’a pas pu être enregistré. Ouvrez à nouveau le lien, ou répondez à l’e-mail pour demander votre désabonnement.',
}
