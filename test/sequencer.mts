/**
 * The order of the test files: engine files keep the processors busy and host files mostly wait, so that each kind runs beside the
 * other. The fault matrices wait the longest, and begin first.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node";

export class EngineBesideHosts extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isIn = (names: readonly string[]) => (file: TestSpecification) => names.includes(file.project.name);
    const hosts = sorted.filter(isIn(["lifecycle", "plugin"]));
    const isMatrix = (file: TestSpecification): boolean => file.moduleId.includes("faultMatrix");
    const groups = [
      sorted.filter(isIn(["engine"])),
      [...hosts.filter(isMatrix), ...hosts.filter((file) => !isMatrix(file))],
    ];
    const beside = groups.flatMap((group) =>
      group.map((file, index) => ({ file, at: (index + 0.5) / group.length })),
    );
    return [
      ...sorted.filter((file) => !groups.flat().includes(file)),
      ...beside.toSorted((one, other) => one.at - other.at).map(({ file }) => file),
    ];
  }
}
