/** The fault matrix on the dynamic host: every cell of an update, a read and a delete. */
import { cells } from "./faultMatrix/cells";
import { testMatrix } from "./faultMatrix/matrix";
import { startHost } from "./host";

const later = cells.filter(({ step }) => step !== "create");

testMatrix(later, startHost);
