// One way to the server: JSON in, JSON out, every fault as one kind of error.
export const API = "/api/v1";

export interface Fault {
  code: string;
  where: string;
  what: string;
  hint: string;
}

/** What the server said was wrong (RFC 9457), with every single problem. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly code: string,
    readonly hint: string,
    readonly problems: readonly Fault[],
    detail = "",
  ) {
    // what went wrong here says more than what such problems are called
    super(detail || title);
  }
}

export interface Answer<T> {
  data: T;
  status: number;
  /** Where what was made can be found, below the API's own address. */
  location: string | null;
}

/** Get a resource; the path begins after `/api/v1`. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await asked<T>(path, signal ? { signal } : {})).data;
}

/** Send something; the same key twice does the thing once. */
export async function send<T>(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  options: { idempotencyKey?: string; signal?: AbortSignal } = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (options.idempotencyKey) headers["Idempotency-Key"] = options.idempotencyKey;
  return asked<T>(path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
}

async function asked<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(API + path, {
      ...init,
      credentials: "same-origin",
      headers: { Accept: "application/json", ...(init.headers as Record<string, string>) },
    });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new ApiProblem(0, "the server does not answer", "unreachable", "is it still running? Start it with `mainstay serve`", []);
  }
  if (!response.ok) throw await problemOf(response);
  const data = (response.status === 204 ? undefined : await response.json()) as T;
  return { data, status: response.status, location: response.headers.get("Location") };
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const told = (await response.json().catch(() => ({}))) as Partial<{
    title: string;
    detail: string;
    code: string;
    hint: string;
    problems: Fault[];
  }>;
  return new ApiProblem(
    response.status,
    told.title ?? `the server answered ${response.status}`,
    told.code ?? `http_${response.status}`,
    told.hint ?? "",
    told.problems ?? [],
    told.detail,
  );
}
