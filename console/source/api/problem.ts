/** One field that the API could not take. */
export interface FieldFault {
  readonly field: string;
  readonly detail: string;
}

/** The API said no (RFC 9457): a stable code, and a sentence that says what to do. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly faults: readonly FieldFault[] = [],
    readonly comeBackIn: number | null = null,
    /** All that it said, for problems that carry more. */
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
  }
}

/** Nobody answered: the network is away, or the desk is. */
export class Away extends Error {
  constructor() {
    super("away");
  }
}

/** Read an answer that is no success. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = await bodyOf(response);
  const wait = Number(response.headers.get("Retry-After"));
  return new Problem(
    response.status,
    String(body.code ?? `status_${response.status}`),
    String(body.detail ?? body.title ?? response.statusText),
    (body.errors as FieldFault[] | undefined) ?? [],
    Number.isFinite(wait) && wait > 0 ? wait : null,
    body,
  );
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
