/** The fault matrix on the dynamic host: every cell of a create. The other steps are in a file of their own, for the second worker. */
import { cells } from "./faultMatrix/cells";
import { testMatrix } from "./faultMatrix/matrix";
import { startHost } from "./host";

const creates = cells.filter(({ step }) => step === "create");

testMatrix(creates, startHost);
