// Why something was not done, in the server's own words (RFC 9457).

/** One field of what was sent (`/body/place/address`), and what is wrong with it. */
export interface FieldProblem {
  field: string
  message: string
}

export interface Problem {
  status: number
  /** The stable name: `/problems/already-decided`. */
  type: string
  /** A sentence for people, in the language that was asked for. */
  detail: string
  traceId: string
  errors: FieldProblem[]
}

/** The server's final answer to what was asked: no. */
export class Refused extends Error {
  override name = 'Refused'

  constructor(readonly problem: Problem) {
    super(problem.detail)
  }

  /** The reason's name: `already-decided`. */
  get code(): string {
    return this.problem.type.replace('/problems/', '')
  }

  /** Somebody else was first: read it again, and keep what was typed. */
  get isConflict(): boolean {
    return this.problem.status === 409 || this.problem.status === 412
  }
}

/** The server could not be reached; nothing is known of what it did. */
export class Away extends Error {
  override name = 'Away'

  constructor(cause?: unknown) {
    super('away', { cause })
  }
}

/** The problem document of an answer that may be none (a proxy's page, nothing at all). */
export function readProblem(body: unknown, response: Response): Problem {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const text = (key: string) => (typeof given[key] === 'string' ? (given[key] as string) : '')
  return {
    status: response.status,
    type: text('type') || `/problems/status-${response.status}`,
    detail: text('detail'),
    traceId: text('trace_id') || (response.headers.get('x-trace-id') ?? ''),
    errors: Array.isArray(given.errors) ? given.errors.map(readField) : [],
  }
}

function readField(entry: unknown): FieldProblem {
  const given = (entry ?? {}) as { pointer?: string; detail?: string }
  return { field: given.pointer ?? '', message: given.detail ?? '' }
}
