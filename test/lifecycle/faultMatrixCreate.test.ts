/** The fault matrix of key pairs on the dynamic host: every cell of a create. The other steps are in a file of their own, for the second worker. */
import { keyPairCells } from "./faultMatrix/keyPairCells";
import { keyPairLife } from "./faultMatrix/keyPairLife";
import { testMatrix } from "./faultMatrix/matrix";
import { startHost } from "./host";

const creates = keyPairCells.filter(({ step }) => step === "create");

testMatrix(keyPairLife, creates, startHost);
