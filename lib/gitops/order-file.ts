import type { Construct } from 'constructs';
import { ManifestFile } from '../app/manifest-file';
import { gitFolder, ORDER, usedStages } from './git-ops';
import type { Stage } from './stage';

/** The objects that apply the stages; those of stages without files are not written. */
export class OrderFile extends ManifestFile {
  private readonly stages = new Map<string, Stage>();

  public constructor(scope: Construct, id: string) {
    super(scope, id, {
      folder: gitFolder(ORDER),
      header: 'What applies the folders beside this one, one after the other.',
    });
  }

  /** Says which stage an object applies. */
  public add(name: string, stage: Stage): void {
    this.stages.set(name, stage);
  }

  /** The objects of stages that have files. */
  public override toJson(): unknown[] {
    const used = usedStages(this);
    const objects = super.toJson() as { metadata: { name: string } }[];
    return objects.filter(({ metadata }) => used.includes(this.stages.get(metadata.name)!));
  }
}
