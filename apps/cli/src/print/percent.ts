import { formatPercent } from '@oneclass/report';

/** A share as it stands among figures: '98.25 %'; '– %' where there is none. */
export const percent = (share: number | null): string => `${formatPercent(share)} %`;
