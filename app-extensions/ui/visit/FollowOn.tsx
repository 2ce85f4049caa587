import { useExtensionContext } from '@hubspot/ui-extensions';
import { CrmActionButton } from '@hubspot/ui-extensions/crm';
import type { Format } from '../common/format.ts';
import { VISIT } from '../common/words.ts';

/** What HubSpot itself can do after a talk: a task for somebody, a meeting. */
export function FollowOn({ format }: { readonly format: Format }) {
  const words = VISIT[format.language];
  const { crm } = useExtensionContext<'crm.record.tab'>();
  const actionContext = { objectTypeId: crm.objectTypeId, objectId: crm.objectId };
  return (
    <>
      <CrmActionButton actionType="ADD_TASK" actionContext={actionContext} variant="secondary">
        {words.serviceTask}
      </CrmActionButton>
      <CrmActionButton actionType="SCHEDULE_MEETING" actionContext={actionContext} variant="secondary">
        {words.meeting}
      </CrmActionButton>
    </>
  );
}
