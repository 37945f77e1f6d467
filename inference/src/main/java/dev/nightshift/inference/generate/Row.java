package dev.nightshift.inference.generate;

import dev.nightshift.inference.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request on its way: its prompt, what was chosen so far, and whether it has ended. */
final class Row {

  /** Last prompt tokens that are decoded with a continuation, so that joints come out right. */
  private static final int JOINT = 8;

  private final String id;
  private final int[] prompt;
  private final int beginning;
  private final int budget;
  private final Set<Integer> ends;
  private final List<String> stops;
  private final @Nullable Tokenizer tokenizer;
  private final List<Integer> tokens = new ArrayList<>();
  private final List<Float> logProbabilities = new ArrayList<>();
  private @Nullable FinishReason finished;
  private int stopAt = -1;

  Row(
      String id,
      int[] prompt,
      int beginning,
      int budget,
      Set<Integer> ends,
      List<String> stops,
      @Nullable Tokenizer tokenizer) {
    this.id = id;
    this.prompt = prompt;
    this.beginning = beginning;
    this.budget = budget;
    this.ends = ends;
    this.stops = stops;
    this.tokenizer = tokenizer;
  }

  String id() {
    return id;
  }

  int[] prompt() {
    return prompt;
  }

  /** How many tokens of the prompt are read once for all that have them. */
  int beginning() {
    return beginning;
  }

  /** The prompt's length in the cache: places before it stay empty and unseen. */
  int paddedLength() {
    return Generator.paddedLength(prompt.length);
  }

  boolean hasEnded() {
    return finished != null;
  }

  /** How many tokens were chosen. */
  int steps() {
    return tokens.size();
  }

  int lastToken() {
    return tokens.get(tokens.size() - 1);
  }

  /** Takes the next token and decides whether it is the last. */
  void add(int token, float logProbability) {
    tokens.add(token);
    logProbabilities.add(logProbability);
    if (ends.contains(token)) {
      finished = FinishReason.EOS;
    } else if (!stops.isEmpty() && reachesStop()) {
      finished = FinishReason.STOP;
    } else if (tokens.size() >= budget) {
      finished = FinishReason.LENGTH;
    }
  }

  Generation result() {
    if (finished == null) {
      throw new IllegalStateException("request " + id + " has not ended");
    }
    String text = text();
    return new Generation(
        id,
        Arrays.stream(prompt).boxed().toList(),
        tokens,
        logProbabilities,
        stopAt >= 0 ? text.substring(0, stopAt) : text,
        finished);
  }

  private boolean reachesStop() {
    String text = text();
    for (String stop : stops) {
      int at = text.indexOf(stop);
      if (at >= 0 && (stopAt < 0 || at < stopAt)) {
        stopAt = at;
      }
    }
    return stopAt >= 0;
  }

  /** The text that the chosen tokens add to the prompt. */
  private String text() {
    if (tokenizer == null) {
      return "";
    }
    int[] joint = Arrays.copyOfRange(prompt, Math.max(0, prompt.length - JOINT), prompt.length);
    int[] all = Arrays.copyOf(joint, joint.length + tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      all[joint.length + i] = tokens.get(i);
    }
    String before = tokenizer.decode(joint, true);
    String whole = tokenizer.decode(all, true);
    return whole.startsWith(before)
        ? whole.substring(before.length())
        : tokenizer.decode(Arrays.copyOfRange(all, joint.length, all.length), true);
  }
}
