/** The fault matrix of attachments on the dynamic host: every cell. */
import { attachmentCells } from "./faultMatrix/attachmentCells";
import { attachmentLife } from "./faultMatrix/attachmentLife";
import { testMatrix } from "./faultMatrix/matrix";
import { startHost } from "./host";

testMatrix(attachmentLife, attachmentCells, startHost);
