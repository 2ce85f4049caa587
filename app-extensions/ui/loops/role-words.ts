import { inBoth } from '../common/words.ts';

/** Roles that answer for a loop; apart from the tab's words, which are heavy. */
export const ROLES = /* @__PURE__ */ inBoth(
  {
    account_manager: 'Account manager',
    service_engineer: 'After-sales engineer',
    care_specialist: 'CRM specialist',
    sales: 'Sales',
    problem_owner: 'Problem owner (department)',
    team_lead: 'Team lead',
  },
  {
    account_manager: '客户经理',
    service_engineer: '售后工程师',
    care_specialist: 'CRM 专员',
    sales: '销售',
    problem_owner: '问题负责部门',
    team_lead: '团队主管',
  },
);
