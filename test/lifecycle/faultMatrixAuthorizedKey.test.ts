/** The fault matrix of authorized keys on the dynamic host: every cell but an update's, which are in a file of their own, for the second worker. */
import { authorizedKeyCells } from "./faultMatrix/authorizedKeyCells";
import { authorizedKeyLife } from "./faultMatrix/authorizedKeyLife";
import { testMatrix } from "./faultMatrix/matrix";
import { startHost } from "./host";

const others = authorizedKeyCells.filter(({ step }) => step !== "update");

testMatrix(authorizedKeyLife, others, startHost);
