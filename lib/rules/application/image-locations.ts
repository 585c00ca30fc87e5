import { movedImage } from '../../manifest/image-locations';
import { sparkImages } from '../../manifest/images';
import type { Rule, RuleGroup } from '../rule';
import { workloadRule } from '../workload-rule';

const imageMoved: Rule = workloadRule({
  id: 'image-moved',
  severity: 'warning',
  summary: 'An image at a place that its publishers have left.',
  why: 'Unless a mirror or a node still has it, it cannot be pulled: ImagePullBackOff, and the state SUBMITTED.',
  fix: 'use the place where the image is now, or an image of your own',
  *check(app) {
    for (const { image, path } of sparkImages(app)) {
      const moved = movedImage(image);
      if (moved !== undefined) yield { path, message: `${image}: ${moved.what}`, fix: moved.instead };
    }
  },
});

/** Rules about where images are. */
export const IMAGE_LOCATIONS: RuleGroup = { title: 'Places of images', rules: [imageMoved] };
