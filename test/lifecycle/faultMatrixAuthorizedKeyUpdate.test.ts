/** The fault matrix of authorized keys on the dynamic host: every cell of an update. */
import { authorizedKeyCells } from "./faultMatrix/authorizedKeyCells";
import { authorizedKeyLife } from "./faultMatrix/authorizedKeyLife";
import { testMatrix } from "./faultMatrix/matrix";
import { startHost } from "./host";

const updates = authorizedKeyCells.filter(({ step }) => step === "update");

testMatrix(authorizedKeyLife, updates, startHost);
