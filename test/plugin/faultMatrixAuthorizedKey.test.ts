/** The fault matrix of authorized keys on the plugin: of each action in each step and each way of failing one cell. */
import { tellingAuthorizedKeyCells } from "../lifecycle/faultMatrix/authorizedKeyCells";
import { authorizedKeyLife } from "../lifecycle/faultMatrix/authorizedKeyLife";
import { testMatrix } from "../lifecycle/faultMatrix/matrix";
import { startPlugin } from "../lifecycle/plugin";

testMatrix(authorizedKeyLife, tellingAuthorizedKeyCells, startPlugin);
