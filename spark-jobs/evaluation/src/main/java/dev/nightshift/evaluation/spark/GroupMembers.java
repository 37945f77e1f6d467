package dev.nightshift.evaluation.spark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of the tasks of groups.
 *
 * @param stored results of all models of a report
 */
record GroupMembers(Collection<StoredResult> stored) {

  /** The results of a group's tasks and inner groups, by the same model with the same score. */
  List<StoredResult> of(StoredResult group) {
    Map<String, StoredResult> members = new LinkedHashMap<>();
    List<String> names = ResultNotes.members(group);
    for (StoredResult result : stored) {
      if (names.contains(result.task())
          && result.modelDigest().equals(group.modelDigest())
          && result.scoreName().equals(group.scoreName())
          && result.runId().equals(group.runId())) {
        members.putIfAbsent(result.task(), result);
      }
    }
    return new ArrayList<>(members.values());
  }
}
