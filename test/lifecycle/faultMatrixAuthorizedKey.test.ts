/** The fault matrix of authorized keys on the dynamic host: every cell. */
import { authorizedKeyCells } from "./faultMatrix/authorizedKeyCells";
import { authorizedKeyLife } from "./faultMatrix/authorizedKeyLife";
import { testMatrix } from "./faultMatrix/matrix";
import { startHost } from "./host";

testMatrix(authorizedKeyLife, authorizedKeyCells, startHost);
