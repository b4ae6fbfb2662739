/** The fault matrix of key pairs on the dynamic host: every cell of an update, a read and a delete. */
import { keyPairCells } from "./faultMatrix/keyPairCells";
import { keyPairLife } from "./faultMatrix/keyPairLife";
import { testMatrix } from "./faultMatrix/matrix";
import { startHost } from "./host";

const later = keyPairCells.filter(({ step }) => step !== "create");

testMatrix(keyPairLife, later, startHost);
