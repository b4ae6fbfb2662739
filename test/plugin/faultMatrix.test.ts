/** The fault matrix of key pairs on the plugin: of each action and each way of failing one cell, of CreateKeyPair's one for each way to a name. */
import { tellingKeyPairCells } from "../lifecycle/faultMatrix/keyPairCells";
import { keyPairLife } from "../lifecycle/faultMatrix/keyPairLife";
import { testMatrix } from "../lifecycle/faultMatrix/matrix";
import { startPlugin } from "../lifecycle/plugin";

testMatrix(keyPairLife, tellingKeyPairCells, startPlugin);
