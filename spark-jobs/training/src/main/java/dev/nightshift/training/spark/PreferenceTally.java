package dev.nightshift.training.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.training.data.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

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
    WholeFile.write(file, JSON.writeValueAsBytes(this));
  }

  /** Adds these counts to an outcome; what did not happen is not told, but for refusals. */
  JobOutcome addTo(JobOutcome outcome, String prefix) {
    JobOutcome more = ExampleRejects.count(outcome, prefix, rejected);
    if (promptsCut > 0) {
      more = more.count(prefix + "prompts-truncated", promptsCut);
    }
    return answersCut > 0 ? more.count(prefix + "answers-truncated", answersCut) : more;
  }
}
