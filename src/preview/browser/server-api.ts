import type {
  Activity,
  AssociationsAnswer,
  AssociationsRequest,
  Boot,
  ClockReading,
  ClockStep,
  ContactQuery,
  ContactRecord,
  CrmPage,
  FormatRequest,
  FunctionAnswer,
  FunctionCall,
  Language,
  OutboundAnswer,
  OutboundRequest,
  Properties,
  PropertiesRequest,
  PropertyDefinition,
  RecordEdit,
  RecordForm,
  SearchAnswer,
  SearchRequest,
  TaskPage,
  TaskQuery,
} from '../protocol.ts';

/** The preview server, as the page calls it. A refusal becomes an Error with the server's words. */
export const serverApi = {
  boot: () => get<Boot>('/api/boot'),
  clock: () => get<ClockReading>('/api/clock'),
  definitions: (objectType: string) => get<readonly PropertyDefinition[]>(`/api/definitions/${objectType}`),
  contacts: (query: ContactQuery) => post<CrmPage>('/api/contacts', query),
  contact: (id: number) => get<ContactRecord>(`/api/contacts/${id}`),
  recordForm: (objectType: string, id: number) => get<RecordForm>(`/api/records/${objectType}/${id}`),
  editRecord: (objectType: string, id: number, edit: RecordEdit) =>
    post<{ ok: true }>(`/api/records/${objectType}/${id}`, edit),
  timeline: (objectType: string, id: number) => get<readonly Activity[]>(`/api/timeline/${objectType}/${id}`),
  tasks: (query: TaskQuery) => post<TaskPage>('/api/tasks', query),
  completeTask: (id: number, isCompleted: boolean) => post<{ ok: true }>(`/api/tasks/${id}`, { isCompleted }),
  properties: (request: PropertiesRequest, language: Language) =>
    post<Properties>(`/api/crm/properties?lang=${language}`, request),
  associations: (request: AssociationsRequest, language: Language) =>
    post<AssociationsAnswer>(`/api/crm/associations?lang=${language}`, request),
  search: (request: SearchRequest, language: Language) =>
    post<SearchAnswer>(`/api/crm/search?lang=${language}`, request),
  format: (request: FormatRequest, language: Language) =>
    post<readonly Properties[]>(`/api/crm/format?lang=${language}`, request),
  callFunction: (uid: string, call: FunctionCall) =>
    post<FunctionAnswer>(`/api/functions/${encodeURIComponent(uid)}`, call),
  fetchOutbound: (request: OutboundRequest) => post<OutboundAnswer>('/api/fetch', request),

  /** Moves the portal's clock and hands on every step as it is told. */
  async moveClock(day: string, onStep: (step: ClockStep) => void): Promise<void> {
    const response = await fetch('/api/clock', jsonPost({ day }));
    if (!response.ok || !response.body) throw await refusal(response);
    let rest = '';
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onStep(JSON.parse(line) as ClockStep);
    }
  },
};

async function get<T>(path: string): Promise<T> {
  return await answer<T>(await fetch(path));
}

async function post<T>(path: string, body: unknown): Promise<T> {
  return await answer<T>(await fetch(path, jsonPost(body)));
}

function jsonPost(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function answer<T>(response: Response): Promise<T> {
  if (!response.ok) throw await refusal(response);
  return (await response.json()) as T;
}

async function refusal(response: Response): Promise<Error> {
  const body = (await response.json().catch(() => null)) as { message?: string } | null;
  return new Error(body?.message ?? `HTTP ${response.status}`);
}
