/** The fault matrix on the plugin: of each action and each way of failing one cell, of CreateKeyPair's one for each way to a name. */
import { tellingCells } from "../lifecycle/faultMatrix/cells";
import { testMatrix } from "../lifecycle/faultMatrix/matrix";
import { startPlugin } from "../lifecycle/plugin";

testMatrix(tellingCells, startPlugin);
