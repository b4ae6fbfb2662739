/** The fault matrix on the dynamic host: every cell. */
import { cells } from "./faultMatrix/cells";
import { testMatrix } from "./faultMatrix/matrix";
import { startHost } from "./host";

testMatrix(cells, startHost);
