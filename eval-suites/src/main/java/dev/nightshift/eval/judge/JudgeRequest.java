package dev.nightshift.eval.judge;

import dev.nightshift.schema.identity.Digest;
import java.io.Serializable;
import java.util.List;

/**
 * What a judge is asked.
 *
 * @param item id of the item
 * @param arrangement the order of its answers
 * @param system what the judge is told first; may be empty
 * @param prompt what it is asked
 * @param options the verdicts that it may give
 */
public record JudgeRequest(
    String item, Arrangement arrangement, String system, String prompt, List<String> options)
    implements Serializable {

  public JudgeRequest {
    options = List.copyOf(options);
  }

  /** What identifies the request to a judge: its words, not the name of the item. */
  public String digest(String judge) {
    Digest digest = Digest.start().add("judge-request").add(judge).add(system).add(prompt);
    digest.add(options.size());
    options.forEach(digest::add);
    return digest.hex();
  }
}
