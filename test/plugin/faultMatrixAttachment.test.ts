/** The fault matrix of attachments on the plugin: of each action in each step and each way of failing one cell. */
import { tellingAttachmentCells } from "../lifecycle/faultMatrix/attachmentCells";
import { attachmentLife } from "../lifecycle/faultMatrix/attachmentLife";
import { testMatrix } from "../lifecycle/faultMatrix/matrix";
import { startPlugin } from "../lifecycle/plugin";

testMatrix(attachmentLife, tellingAttachmentCells, startPlugin);
