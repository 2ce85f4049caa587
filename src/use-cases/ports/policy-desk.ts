/** What an admin works on before it is in force: drafts, approvals, and the record of every change. */
export interface PolicyDesk {
  /** Which version is in force, and by which change; undefined: none was published. */
  standing(): Promise<PolicyStanding | undefined>;
  version(version: number): Promise<PolicyVersion | undefined>;
  /** The draft saved last; undefined: there never was one. */
  newestDraft(): Promise<PolicyDraft | undefined>;
  draft(revision: number): Promise<PolicyDraft | undefined>;
  /** Keeps a draft beside the older ones; of two that want the same revision one gets false. */
  addDraft(draft: Omit<PolicyDraft, 'recordId'>): Promise<boolean>;
  /** What people set as approval in HubSpot's own form, as its history of the property tells; undefined: nothing stands. */
  approvalOf(of: { readonly draft: number } | { readonly version: number }): Promise<PolicyApproval | undefined>;
  /** Begins a change of what is in force; of two with the same number one gets undefined. Answers HubSpot's own time of it. */
  addChange(change: Omit<PolicyChange, 'at'>): Promise<{ readonly at: number } | undefined>;
  change(number: number): Promise<PolicyChange | undefined>;
  /** The changes up to `upTo`, the newest first. */
  changes(upTo: number, limit: number): Promise<readonly PolicyChange[]>;
  /** Keeps a version; it is not in force by that. */
  putVersion(version: number, document: string): Promise<void>;
  /** From now on this version is in force, as this text says it. */
  putInForce(standing: PolicyStanding, document: string): Promise<void>;
}

export interface PolicyStanding {
  readonly version: number;
  /** The newest version there is: after going back it is above `version`. */
  readonly newest: number;
  /** The number of the change that put it in force; 0: before changes were kept. */
  readonly change: number;
}

export interface PolicyVersion {
  readonly version: number;
  /** As stored, unparsed. */
  readonly policy: unknown;
  readonly recordId: string;
}

export interface PolicyDraft {
  /** 1, 2, 3 … in the portal. */
  readonly revision: number;
  /** The version in force that it changes. */
  readonly base: number;
  readonly policy: unknown;
  readonly note: string;
  /** Who saved it, as the page claimed. */
  readonly savedBy: string;
  /** Epoch milliseconds. */
  readonly savedAt: number;
  readonly submissionId: string;
  readonly recordId: string;
}

export interface PolicyApproval {
  readonly value: string;
  /** Epoch milliseconds, HubSpot's. */
  readonly at: number;
  /** HubSpot's word for where it was set: `CRM_UI` is a person in its own screens. */
  readonly source: string;
  readonly userId?: string;
  /** When the document it is about was last written, epoch ms. */
  readonly documentAt: number;
}

export interface PolicyChange {
  /** 1, 2, 3 … in the portal. */
  readonly number: number;
  readonly kind: 'publish' | 'go_back' | 'command';
  /** Version in force before; 0: none. */
  readonly from: number;
  readonly to: number;
  /** Of a publish: the draft that was approved. */
  readonly draft?: number;
  /** HubSpot user who approved; absent: the command line, by the token. */
  readonly approvedBy?: string;
  readonly approvedAt?: number;
  /** Who pressed the button, as the page claimed. */
  readonly claimedBy: string;
  readonly note: string;
  /** Epoch milliseconds, HubSpot's. */
  readonly at: number;
}
