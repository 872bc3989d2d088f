package io.vsd.engine.draft;

import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.LookupExpert;
import io.vsd.engine.expert.NgramTable;
import io.vsd.engine.expert.NodeLaws;
import io.vsd.engine.expert.NodeText;
import io.vsd.engine.expert.SessionText;
import io.vsd.engine.expert.TableExpert;
import java.util.Set;

/**
 * The experts that know one session's text by its tokens. A further one joins here and in {@link
 * ExpertKind}.
 */
final class SessionExperts {
  private final SessionText text = new SessionText();
  private final LookupExpert lookup = new LookupExpert(text);
  private final TableExpert table;

  SessionExperts(NgramTable table) {
    this.table = new TableExpert(table);
  }

  /** What is committed. */
  SessionText text() {
    return text;
  }

  /** What those that are asked expect after a text; the network is silent. */
  NodeLaws after(NodeText node, Set<ExpertKind> asked) {
    NodeLaws laws = new NodeLaws();
    if (asked.contains(ExpertKind.TABLE)) {
      laws.with(ExpertKind.TABLE, table.after(node));
    }
    if (asked.contains(ExpertKind.LOOKUP)) {
      laws.with(ExpertKind.LOOKUP, lookup.after(node));
    }
    return laws;
  }
}
