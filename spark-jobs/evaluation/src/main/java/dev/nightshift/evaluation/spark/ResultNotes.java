package dev.nightshift.evaluation.spark;

import java.util.ArrayList;
import java.util.List;

/** What a reader must know of a score. */
final class ResultNotes {

  private ResultNotes() {}

  static List<String> of(StoredResult result) {
    List<String> notes = new ArrayList<>();
    Integer limit = result.itemLimit();
    if (limit != null && limit > 0) {
      notes.add("limit " + limit);
    }
    if (Boolean.TRUE.equals(result.fixturesOnly())) {
      notes.add("fixtures only");
    }
    if (result.isClustered()) {
      notes.add("stderr over " + result.clusters() + " clusters");
    }
    return notes;
  }

  /** Tasks of a group, in their order; empty for a task of its own. */
  static List<String> members(StoredResult result) {
    List<String> members = result.members();
    return members == null ? List.of() : members;
  }
}
