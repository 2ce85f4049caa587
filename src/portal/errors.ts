/**
 * What HubSpot answers when it refuses. Handlers throw an `ApiError`; `portal.ts` alone turns it into a response, adding
 * the correlation id. Bodies follow https://developers.hubspot.com/docs/api-reference/error-handling and recorded answers.
 */
export interface ErrorDetail {
  readonly message: string;
  readonly code?: string;
  /** Instead of a code, where forms are concerned. */
  readonly errorType?: string;
  readonly subCategory?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

export interface ErrorBody {
  readonly message: string;
  /** Left out where HubSpot leaves it out: unreadable JSON, unknown object type. [recorded] */
  readonly category?: string;
  readonly subCategory?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
  readonly errors?: readonly ErrorDetail[];
  readonly links?: Readonly<Record<string, string>>;
  readonly errorType?: string;
  readonly policyName?: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: ErrorBody, headers: Readonly<Record<string, string>> = {}) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export function invalid(message: string, more: Omit<ErrorBody, 'message' | 'category'> = {}): ApiError {
  return new ApiError(400, { message, ...more, category: 'VALIDATION_ERROR' });
}

export function notFound(message: string, more: Omit<ErrorBody, 'message' | 'category'> = {}): ApiError {
  return new ApiError(404, { message, ...more, category: 'OBJECT_NOT_FOUND' });
}

export function alreadyExists(message: string, subCategory?: string): ApiError {
  return new ApiError(409, {
    message,
    category: 'OBJECT_ALREADY_EXISTS',
    ...(subCategory === undefined ? {} : { subCategory }),
  });
}

/** [recorded] No category. */
export function unknownObjectType(name: string): ApiError {
  return new ApiError(400, { message: `Unable to infer object type from: ${name}` });
}

/** [recorded] No category; the words after the position are Jackson's. */
export function unreadableJson(reason: string, line = 1, column = 1): ApiError {
  return new ApiError(400, { message: `Invalid input JSON on line ${line}, column ${column}: ${reason}` });
}

export function missingBody(): ApiError {
  return invalid('Invalid JSON input: a request body was expected, but none found');
}

export function missingScopes(scopes: readonly string[]): ApiError {
  return new ApiError(403, {
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: scopes },
      },
    ],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
    category: 'MISSING_SCOPES',
  });
}

/** One value that a property cannot take. */
export interface ValueProblem {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/**
 * One or many unacceptable values in one record. The message embeds a JSON list of them. [recorded]
 */
export function invalidValues(problems: readonly ValueProblem[], portalId: number): ApiError {
  const list = problems.map(({ name, code, message }) => ({
    isValid: false,
    message,
    error: code,
    name,
    localizedErrorMessage: message,
    portalId,
  }));
  return invalid(`Property values were not valid: ${JSON.stringify(list)}`, {
    errors: problems.map(({ name, code, message }) => ({ message, code, context: { propertyName: [name] } })),
  });
}

/** The connection breaks: no answer reaches the caller. Asked for through `/__portal/faults`. */
export class DroppedConnection extends Error {
  constructor() {
    super('fetch failed: the portal dropped the connection, as a fault asked it to');
    this.name = 'DroppedConnection';
  }
}
