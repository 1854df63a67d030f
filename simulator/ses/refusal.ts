// What SES answers instead of a result: the names that the SDK turns into exception classes, with their HTTP status.

const STATUS = {
  AccountSuspendedException: 400,
  AlreadyExistsException: 400,
  BadRequestException: 400,
  IncompleteSignatureException: 403,
  InternalServiceErrorException: 500,
  InvalidSignatureException: 403,
  LimitExceededException: 400,
  MailFromDomainNotVerifiedException: 400,
  MessageRejected: 400,
  MissingAuthenticationTokenException: 403,
  NotFoundException: 404,
  SendingPausedException: 400,
  ThrottlingException: 400,
  TooManyRequestsException: 429,
  UnrecognizedClientException: 403,
} as const

export type RefusalType = keyof typeof STATUS

export interface Refusal {
  type: RefusalType
  status: number
  message: string
}

export function refuse(type: RefusalType, message: string): Refusal {
  return { type, status: STATUS[type], message }
}

export function isRefusal(value: object): value is Refusal {
  return 'type' in value && 'status' in value && 'message' in value
}
