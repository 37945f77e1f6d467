package dev.nightshift.training.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.runtime.job.JobOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the rows of an input.
 *
 * @param read rows that were looked at
 * @param promptsCut examples whose prompt lost its beginning
 * @param answersCut examples of which an answer lost its end
 * @param rejected rows that were refused, by reason
 */
record PreferenceTally(long read, long promptsCut, long answersCut, Map<String, Long> rejected) {

  private static final ObjectMapper JSON = new ObjectMapper();

  PreferenceTally {
    rejected = Map.copyOf(rejected);
  }

  static PreferenceTally of(Path file) throws IOException {
    return JSON.readValue(file.toFile(), PreferenceTally.class);
  }

  void write(Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    Files.write(temporary, JSON.writeValueAsBytes(this));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Adds these counts to an outcome; what did not happen is not told, but for refusals. */
  JobOutcome addTo(JobOutcome outcome, String prefix) {
    long all = rejected.values().stream().mapToLong(Long::longValue).sum();
    JobOutcome more = outcome.count(prefix + "rejected", all);
    for (Map.Entry<String, Long> reason : new TreeMap<>(rejected).entrySet()) {
      more = more.count(prefix + "rejected/" + reason.getKey(), reason.getValue());
    }
    if (promptsCut > 0) {
      more = more.count(prefix + "prompts-truncated", promptsCut);
    }
    return answersCut > 0 ? more.count(prefix + "answers-truncated", answersCut) : more;
  }
}
