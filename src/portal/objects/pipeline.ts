/** Pipelines and their stages, as they are kept, and the ones a portal has from the start. */
export interface StageDoc {
  readonly id: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly archived: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface PipelineDoc {
  readonly id: string;
  readonly objectTypeId: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly stages: readonly StageDoc[];
  readonly archived: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

type StageRow = readonly [id: string, label: string, metadata: Readonly<Record<string, string>>];

/** [documented] https://developers.hubspot.com/docs/api-reference/crm-pipelines-v3/guide */
const dealStages: readonly StageRow[] = [
  ['appointmentscheduled', 'Appointment Scheduled', { isClosed: 'false', probability: '0.2' }],
  ['qualifiedtobuy', 'Qualified To Buy', { isClosed: 'false', probability: '0.4' }],
  ['presentationscheduled', 'Presentation Scheduled', { isClosed: 'false', probability: '0.6' }],
  ['decisionmakerboughtin', 'Decision Maker Bought-In', { isClosed: 'false', probability: '0.8' }],
  ['contractsent', 'Contract Sent', { isClosed: 'false', probability: '0.9' }],
  ['closedwon', 'Closed Won', { isClosed: 'true', probability: '1.0' }],
  ['closedlost', 'Closed Lost', { isClosed: 'true', probability: '0.0' }],
];

const ticketStages: readonly StageRow[] = [
  ['1', 'New', { isClosed: 'false', ticketState: 'OPEN' }],
  ['2', 'Waiting on contact', { isClosed: 'false', ticketState: 'OPEN' }],
  ['3', 'Waiting on us', { isClosed: 'false', ticketState: 'OPEN' }],
  ['4', 'Closed', { isClosed: 'true', ticketState: 'CLOSED' }],
];

export function defaultPipelines(at: number): readonly PipelineDoc[] {
  const pipeline = (id: string, objectTypeId: string, label: string, rows: readonly StageRow[]): PipelineDoc => ({
    id,
    objectTypeId,
    label,
    displayOrder: 0,
    stages: rows.map(([stageId, stageLabel, metadata], displayOrder) => ({
      id: stageId,
      label: stageLabel,
      displayOrder,
      metadata,
      archived: false,
      createdAt: at,
      updatedAt: at,
    })),
    archived: false,
    createdAt: at,
    updatedAt: at,
  });
  return [
    pipeline('default', '0-3', 'Sales Pipeline', dealStages),
    pipeline('0', '0-5', 'Support Pipeline', ticketStages),
  ];
}

export function pipelineKey(objectTypeId: string, id: string): string {
  return `${objectTypeId}/${id}`;
}
