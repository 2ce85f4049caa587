/**
 * What the app takes for granted of a HubSpot portal and nobody could see in one while it was built. `unverified` in the code names
 * one of these; `npm run probe` tries those it can and says how the others are tried by hand.
 */
export const PROBES = {
  scopes: {
    assumed: 'the token may do all that the app does',
    otherwise: 'add the scopes named to the app and install it again',
  },
  'custom-objects': {
    assumed: 'the account may have custom objects, and the token may make them',
    otherwise: 'the app cannot be installed: custom objects need an Enterprise subscription',
  },
  'record-limits': {
    assumed: 'the limit of custom-object records can be read',
    otherwise: 'nobody is warned before the portal is full: look at Settings → Data Management → Objects now and then',
  },
  'rate-headers': {
    assumed: 'answers say how many calls are left',
    otherwise: 'the app keeps to the hundred calls in ten seconds of the smallest subscription',
  },
  'search-rate': { assumed: 'five searches a second are answered', otherwise: 'the app searches more slowly here' },
  'correlation-id': {
    assumed: 'an error carries one correlation id, in its header and its body',
    otherwise: 'give HubSpot’s support the time of the error instead',
  },
  'object-name-in-path': {
    assumed: 'p<portal id>_<object> stands for an object’s number in paths',
    otherwise: 'the cards say that the app is not installed: report it to whoever maintains the app',
  },
  'unique-refused': {
    assumed: 'a taken unique value is refused with 400 or 409',
    otherwise: 'two runs at the same second would both plan; they end in the same state, at twice the calls',
  },
  'unique-read-lag': {
    assumed: 'a record is found by its unique value at once',
    otherwise: 'wait two minutes after a run was killed before the next one is started',
  },
  'unique-after-archive': {
    assumed: 'a unique value is free again when its record is archived',
    otherwise: 'leave half a minute between two runs: what a run claimed is then taken over by age',
  },
  'search-lag': {
    assumed: 'a search shows what was written within ninety seconds',
    otherwise: 'leave more time than that between two runs; records are read again by id before they are written',
  },
  'batch-refusal': {
    assumed: 'of a batch with trace ids one bad record is refused alone, with 207',
    otherwise: 'one customer whose data HubSpot refuses holds up the hundred beside it: mend the one that is named',
  },
  'unique-refused-alone': {
    assumed: 'of a batch of new records with trace ids one whose unique value is taken is refused alone, with 207',
    otherwise: 'after a run that died, up to a hundred tasks at a time are written in two calls instead of one',
  },
  'label-limits': {
    assumed: 'a pair of objects takes the two labels that the app makes',
    otherwise: 'the labels that are missing are cosmetic: delete unused ones and install again',
  },
  'task-unique-property': {
    assumed: 'a unique property can be made on tasks, with crm.schemas.contacts.write, and tasks found by it',
    otherwise:
      'the app keeps the ids of tasks on visits and loops instead, at about four calls more for every hundred visits',
  },
  'activity-unique-property': {
    assumed: 'the same on calls, meetings, communications and notes',
    otherwise: 'the app keeps the ids of activities on visits instead',
  },
  'associate-default': {
    assumed: 'batch/associate/default makes both directions, of custom objects and tasks too',
    otherwise: 'visits lack their customer on the record; planning itself goes on',
  },
  'task-made-associated': {
    assumed: 'tasks are made in a batch together with their associations, to custom objects too',
    otherwise: 'each hundred tasks of new visits take two calls, and their associations two more',
  },
  'association-read-size': {
    assumed: 'a thousand records can be asked for their associations at once',
    otherwise:
      'talks that people log elsewhere are read only where fewer than that changed between two runs: run more often',
  },
  'activity-search': {
    assumed: 'calls, meetings, e-mails, communications and tasks can be searched by hs_lastmodifieddate',
    otherwise: 'that kind is passed over and each run says so; such talks count only when our card records them',
  },
  'task-completion-date': {
    assumed: 'a completed task has hs_task_completion_date',
    otherwise: 'the day of its last change is taken',
  },
  'merge-ids': {
    assumed: 'a merged contact lists in hs_merged_object_ids whom it came from',
    otherwise: 'after merging two customers, end the visits of the one that is gone by hand',
  },
  'endpoint-signature': {
    assumed: 'an endpoint function gets the v3 signature header, and a body that serialises to what was signed',
    otherwise:
      'npm run build -- --without endpoints, and plan from a scheduler: nothing else is lost but the speed of reaction',
  },
  'function-runtime': {
    assumed: 'functions run on Node 20 or newer, get the token, and have ten seconds at least',
    otherwise: 'set a smaller budget (serverless/shared) or plan from a scheduler',
  },
  'webhook-signature': {
    assumed: 'webhooks carry the v3 signature',
    otherwise:
      'marks are not set by changes; customers are decided on their next date, at the latest after thirty days',
  },
  'workflow-signature': {
    assumed: 'workflow actions carry the v2 or the v3 signature',
    otherwise: 'the workflow action answers 401: plan from a scheduler instead',
  },
  'workflow-retry': {
    assumed: 'a workflow action that answers 429 with Retry-After in milliseconds is called again',
    otherwise: 'the workflow’s next run goes on where this one stopped',
  },
  'platform-version': {
    assumed: 'platformVersion 2026.09 is accepted',
    otherwise: 'write 2026.03 in hsproject.json: the features used are the same',
  },
  'settings-page': {
    assumed: 'app pages are shown to an app with static authentication',
    otherwise: 'use the commands of this repository for what the pages do',
  },
  'bulk-action': {
    assumed: 'a bulk action is offered to an app with static authentication',
    otherwise: 'plan from Today, pause and hand over on the record',
  },
  'label-languages': {
    assumed: 'zh-cn is a language that labels of workflow actions may have',
    otherwise: 'delete labels.zh-cn in app-extensions/workflow-actions and in the check of it',
  },
  'extra-scopes': {
    assumed: 'the scopes of --with have the names given',
    otherwise: 'leave --with away, or mend the name in src/project/assemble.ts',
  },
  'many-deals': {
    assumed: 'a batch read lists all deals of a contact with more than 500',
    otherwise: 'such a customer is ranked by the first 500',
  },
  'ticket-closed-date': {
    assumed: 'closed_date is set when a ticket enters a closed stage, whoever moves it',
    otherwise: 'a visit after a closed ticket is owed from the day of its last change, or not at all',
  },
  'survey-forms': {
    assumed: 'a submission of a form names its id conversionId, and a link’s parameter fills in the hidden field',
    otherwise: 'answers by link are not taken in: leave --with forms away',
  },
  'survey-submissions': {
    assumed: 'an answer to HubSpot’s own surveys names its contact in hs_contact_id',
    otherwise: 'such answers are counted for nobody',
  },
  'approval-source': {
    assumed: 'a change made in HubSpot’s own form has the source CRM_UI and names the user',
    otherwise: 'a policy is not published though it was approved: publish it with npm run app:install -- --policy FILE',
  },
  'card-windows': {
    assumed: 'a number on a card can be copied, and its buttons open HubSpot’s own windows, filled in',
    otherwise: 'cosmetic',
  },
  'page-from-card': {
    assumed: 'the link “Help” of an error on a card opens the app’s page of that name, at its entry',
    otherwise: 'open Help from the marketplace menu and look the code up there',
  },
  'function-memory': {
    assumed: 'functions have the heap that AWS gives to 128 MB',
    otherwise: 'the memory table of npm run bench is measured with another heap than theirs',
  },
} as const satisfies Readonly<Record<string, { readonly assumed: string; readonly otherwise: string }>>;

export type ProbeName = keyof typeof PROBES;

/** How a person tries what no program can. */
export const BY_HAND = {
  'platform-version': 'hs project validate says whether it is accepted',
  'settings-page': 'open the app’s pages from the marketplace menu after the upload',
  'bulk-action': 'select two contacts in their list and look for “Return visits” among the actions',
  'label-languages':
    'hs project validate with the workflow actions in place; then look at one in a workflow in Chinese',
  'extra-scopes': 'build with --with and run hs project validate',
  'many-deals': 'only a portal with such a customer can tell: compare npm run retier -- --portal for that customer',
  'ticket-closed-date': 'close a ticket on the board and look at its property Close date',
  'survey-forms': 'open a link that the card offers, answer, and run npm run app:plan',
  'survey-submissions': 'with --with feedback: answer a survey of HubSpot’s and look at Satisfaction the day after',
  'approval-source': 'set Approval on a policy’s record in HubSpot and publish it from the policy page',
  'card-windows': 'open a contact with the card “Next visit”, copy the number, press each button',
  'workflow-retry':
    'run the action “Plan visits now” on a portal with more customers than one call plans, look at its history',
  'page-from-card': 'open the form of one visit in two windows, record it in both, press the link of the one refused',
  'function-memory': 'hs project logs shows the memory that a run of open_today used, where it does',
} as const satisfies Partial<Record<ProbeName, string>>;
