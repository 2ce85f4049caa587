import { hubspot } from '@hubspot/ui-extensions';
import { useReader } from '../ui/common/use-reader.ts';
import { CustomerView } from '../ui/customers/CustomerView.tsx';
import { ProfileView } from '../ui/customers/ProfileView.tsx';
import { useCustomer } from '../ui/customers/use-customer.ts';
import { useProfile } from '../ui/customers/use-profile.ts';

hubspot.extend<'crm.record.tab'>(() => <CustomerCard />);

/** Tab: who the customer is: tier with its numbers, stage, flags with their grounds, and the profile. */
export function CustomerCard() {
  const format = useReader();
  const profile = useProfile(format);
  return (
    <CustomerView card={useCustomer(format)} profile={<ProfileView card={profile} format={format} />} format={format} />
  );
}
