import { assertNever } from '../src/base/assertNever';
import { CostsPane } from './costs/pane';
import { GraphPane } from './graph/pane';
import type { OtherView } from './otherViews';
import { PeekPane } from './peek/pane';
import { RawPane } from './raw/pane';
import { SourcePane } from './source/pane';
import { TagsPane } from './tags/pane';
import { TreePane } from './treeTable/pane';
import { TrendPane } from './trend/pane';
import type { ViewActions, ViewPane } from './viewPane';

export function createView(view: OtherView, actions: ViewActions): ViewPane {
  switch (view) {
    case 'peek':
      return new PeekPane(actions);
    case 'tree':
      return new TreePane(actions);
    case 'source':
      return new SourcePane(actions);
    case 'graph':
      return new GraphPane(actions);
    case 'tags':
      return new TagsPane(actions);
    case 'raw':
      return new RawPane(actions);
    case 'costs':
      return new CostsPane(actions);
    case 'trend':
      return new TrendPane(actions);
    default:
      return assertNever(view);
  }
}
