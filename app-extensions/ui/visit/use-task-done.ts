import { useAssociations } from '@hubspot/ui-extensions/crm';

/** Whether the task of an open visit was completed in HubSpot, so that only the record is missing. */
export function useTaskDone(visitKey: string | undefined): boolean {
  const { results } = useAssociations({
    toObjectType: '0-27',
    properties: ['rv_task_key', 'hs_task_status'],
    pageLength: 50,
  });
  if (visitKey === undefined) return false;
  return results.some(
    ({ properties }) =>
      properties.rv_task_key === `visit:${visitKey}` && String(properties.hs_task_status).toUpperCase() === 'COMPLETED',
  );
}
