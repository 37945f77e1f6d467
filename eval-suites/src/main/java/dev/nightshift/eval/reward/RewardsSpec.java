package dev.nightshift.eval.reward;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which rewards are summed, with their weights: what goes to the workers.
 *
 * <p>As text it is a list of parts {@code KIND(KEY=VALUE; KEY=VALUE): WEIGHT}, between commas or on
 * lines of their own. The options with their parentheses may be left out, and so may the weight,
 * which is 1 then. A value that holds one of {@code , ; ( ) '} stands between single quotes, a
 * quote in it twice. Text behind {@code #} up to the end of the line is a comment.
 *
 * <pre>{@code
 * verifier:1,format(is=boxed):0.2,length(free=256):-0.001
 * }</pre>
 *
 * @param parts at least one, each with a name of its own
 */
public record RewardsSpec(List<RewardPart> parts) implements Serializable {

  private static final long serialVersionUID = 1L;

  public RewardsSpec {
    // Spark's serializer reads an ArrayList everywhere.
    parts = new ArrayList<>(parts);
  }

  /** Opens the rewards in this process. */
  public Rewards open() {
    List<Reward> rewards = new ArrayList<>();
    try {
      for (RewardPart part : parts) {
        rewards.add(part.kind().open(part));
      }
    } catch (RuntimeException e) {
      rewards.forEach(Reward::close);
      throw e;
    }
    return new Rewards(rewards, parts.stream().mapToDouble(RewardPart::weight).toArray());
  }

  /** The fields that a prompt's row must have. */
  public Set<String> fields() {
    Set<String> fields = new TreeSet<>();
    parts.forEach(part -> fields.addAll(part.kind().fields(part)));
    return fields;
  }

  /** What the rewards read: name of a reward to a path or URI, such as the folder of a model. */
  public Map<String, String> inputs() {
    Map<String, String> inputs = new TreeMap<>();
    parts.forEach(part -> part.kind().reads(part).ifPresent(path -> inputs.put(part.name(), path)));
    return inputs;
  }

  /** The specification as text, in one form: equal specifications read alike. */
  @Override
  public String toString() {
    return String.join(",", parts.stream().map(RewardPart::toString).toList());
  }
}
